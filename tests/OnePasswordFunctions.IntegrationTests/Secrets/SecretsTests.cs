using System.Reflection;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>
/// Runs last and judges all that the worker wrote in this test process: its lines, answers, rows, messages, requests and telemetry,
/// searched for tokens, keys, signatures and cursors in every form of <see cref="SecretForms"/>.
/// </summary>
[Collection(LastGroup.Name)]
public sealed class SecretsTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int LeastOfEachKind = 20;

    [Fact]
    public async Task Output_OfTheWorkerInTheWholeSuite_HoldsNoSecretAndNoCursor()
    {
        Assert.True(SuiteOutput.Running == 0, $"{SuiteOutput.Running} scenarios still run.");
        if (Enum.GetValues<WrittenKind>().Any(kind => SuiteOutput.CountOf(kind) < LeastOfEachKind))
        {
            await WriteEnoughAsync();
        }

        SuiteOutput.Close();
        Figures.Print($"secrets: {SuiteOutput.Scenarios} scenarios, searched {string.Join(", ", Enum.GetValues<WrittenKind>().Select(kind => FormattableString.Invariant($"{kind} {SuiteOutput.CountOf(kind)}")))}, for {SuiteOutput.Secrets} tokens and keys, {SuiteOutput.Signatures} signatures, {SuiteOutput.Cursors} cursors: found {SuiteOutput.Leaks.Count}");
        Assert.True(SuiteOutput.Leaks.Count == 0, string.Join(Environment.NewLine, SuiteOutput.Leaks.Take(50)));
        foreach (WrittenKind kind in Enum.GetValues<WrittenKind>())
        {
            Assert.True(SuiteOutput.CountOf(kind) >= LeastOfEachKind, $"Only {SuiteOutput.CountOf(kind)} texts of the kind {kind} were searched.");
        }

        Assert.True(SuiteOutput.Secrets >= 20 && SuiteOutput.Signatures >= 20 && SuiteOutput.Cursors >= 5, "Too few secrets were known to look for.");
    }

    [Theory]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJUT0tFTiJ9+/=.c2lnbmF0dXJlLW9mLWEtdG9rZW4tMDAwMQ", "The token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJUT0tFTiJ9+/= is bad.")]
    [InlineData("c2VjcmV0+/9rZXktb2YtYS10ZXN0LTAwMDE=", "key=c2VjcmV0%2B%2F9rZXktb2YtYS10ZXN0LTAwMDE%3D")]
    [InlineData("c2VjcmV0+/9rZXktb2YtYS10ZXN0LTAwMDE=", "{\"a\":\"c2VjcmV0\\u002B/9rZXktb2YtYS10ZXN0LTAwMDE=\"}")]
    [InlineData("c2VjcmV0+/9rZXktb2YtYS10ZXN0LTAwMDE=", "<p>c2VjcmV0&#x2B;/9rZXktb2YtYS10ZXN0LTAwMDE=</p>")]
    [InlineData("c2VjcmV0+/9rZXktb2YtYS10ZXN0LTAwMDE=", "[secret] was taken out")]
    [InlineData("a-function-key-0001", "YT1hLWZ1bmN0aW9uLWtleS0wMDAxLGI=")]
    [InlineData("a-function-key-0001", "IGEtZnVuY3Rpb24ta2V5LTAwMDE")]
    [InlineData("a-function-key-0001", "YS1mdW5jdGlvbi1rZXktMDAwMQ==")]
    public void Search_SecretInAnyForm_IsFound(string secret, string written)
    {
        var search = new SecretSearch();
        search.AddSecret(secret);

        Assert.Single(search.Search([(WrittenKind.WorkerLine, written)]));
        Assert.Empty(search.Search([(WrittenKind.WorkerLine, "Nothing of it is here: c2VjcmV0, a-function-key, eyJhbGciOiJFUzI1NiJ.")]));
    }

    /// <summary>When too few other tests ran, this one makes its own material, out of the tests that provoke the worst.</summary>
    private async Task WriteEnoughAsync()
    {
        foreach (Type type in new[] { typeof(EchoingApiTests), typeof(EchoingAzureTests), typeof(SecretSettingsTests) })
        {
            object tests = Activator.CreateInstance(type, fixture)!;
            foreach (MethodInfo test in type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null))
            {
                await (Task)test.Invoke(tests, null)!;
            }
        }
    }
}
