using System.Text.Json;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>What people read when Table Storage fails, and whether a run tries again.</summary>
public sealed class TableFailuresTests
{
    private const string Host = "contoso.table.core.windows.net";
    private const string LookForAProxy = " Look for a proxy or gateway that answers in its place.";
    private const string GiveTheRole = " The identity needs the role Storage Table Data Contributor, or the account key is wrong; a firewall can refuse too.";

    public static TheoryData<Exception, string, bool> Transport => new()
    {
        { new OperationCanceledException(), "did not answer within 10 s.", true },
        { new AuthenticationFailedException("SECRET"), "got no Entra ID token; check the app's identity and CursorStorage__clientId.", false },
        { new RequestFailedException(0, "SECRET"), "could not be reached.", true },
        { new HttpRequestException("SECRET"), "could not be reached.", true },
        { new IOException("SECRET"), "could not be reached.", true },
        { new AggregateException(new IOException("SECRET")), "could not be reached.", true },
        { new JsonException("SECRET"), "gave an answer that is not its own." + LookForAProxy, true },
    };

    [Theory]
    [InlineData(503, "ServerBusy", "(503 ServerBusy).")]
    [InlineData(400, "InvalidInput", "(400 InvalidInput).")]
    [InlineData(503, "not a code!", "(503)." + LookForAProxy)]
    [InlineData(500, null, "(500)." + LookForAProxy)]
    [InlineData(401, "InvalidAuthenticationInfo", "(401 InvalidAuthenticationInfo)." + GiveTheRole)]
    [InlineData(403, null, "(403)." + GiveTheRole)]
    public void FromAnswer_AnyStatusAndCode_SaysWhatWasMeantAndWhatToDo(int status, string? code, string expected)
    {
        IngestionException failure = TableFailures.FromAnswer(new RequestFailedException(status, "SECRET", code, null), Host, "do it", new FakeTimeProvider());

        Assert.Equal($"Table Storage at {Host} did not do it {expected}", failure.Message);
        Assert.Equal((IngestionTarget.CursorStore, IngestionFailure.StateUnavailable, status, null), (failure.Target, failure.Failure, failure.Status, failure.InnerException));
    }

    [Theory]
    [InlineData(204, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(400, false)]
    [InlineData(404, true)]
    [InlineData(405, false)]
    [InlineData(408, true)]
    [InlineData(409, false)]
    [InlineData(429, true)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    public void FromAnswer_NobodyKnowsBetter_TheStatusSaysWhetherItMayPass(int status, bool isTransient)
    {
        RequestFailedException answer = new(status, "");

        Assert.Equal(isTransient, TableFailures.FromAnswer(answer, Host, "do it", TimeProvider.System).IsTransient);
        Assert.Equal(!isTransient, TableFailures.FromAnswer(answer, Host, "do it", TimeProvider.System, isTransient: !isTransient).IsTransient);
    }

    [Theory]
    [MemberData(nameof(Transport))]
    public void FromTransport_NoAnswer_SaysWhyInWordsOfOurOwn(Exception exception, string expected, bool isTransient)
    {
        IngestionException failure = TableFailures.FromTransport(exception, timedOut: true, Host, TimeSpan.FromSeconds(10))!;

        Assert.Equal(($"Table Storage at {Host} {expected}", isTransient), (failure.Message, failure.IsTransient));
        Assert.Equal((IngestionTarget.CursorStore, IngestionFailure.StateUnavailable), (failure.Target, failure.Failure));
    }

    [Fact]
    public void FromTransport_OwnStopOrAnswerOrDefect_IsNone() => Assert.All(
        new Exception[] { new OperationCanceledException(), new RequestFailedException(503, ""), new NullReferenceException() },
        exception => Assert.Null(TableFailures.FromTransport(exception, timedOut: false, Host, TimeSpan.FromSeconds(10))));
}
