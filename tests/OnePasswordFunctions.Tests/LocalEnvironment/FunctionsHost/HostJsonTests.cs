using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class HostJsonTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("host-json-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_NothingSaid_HasTheHostsDefaults() =>
        Assert.Equal(new HostJson(TimeSpan.FromMinutes(30), "api"), Read("""{ "version": "2.0" }"""));

    [Fact]
    public void Read_WithComments_IsUnderstood() => Assert.Equal(
        new HostJson(TimeSpan.FromMinutes(5), "v1"),
        Read("""{ "version": "2.0", /* five */ "functionTimeout": "00:05:00", "extensions": { "http": { "routePrefix": "/v1/" } }, // end""" + "\n}"));

    [Fact]
    public void Read_MinusOne_IsNoLimit() => Assert.Null(Read("""{ "version": "2.0", "functionTimeout": "-1" }""").FunctionTimeout);

    [Fact]
    public void Read_OverriddenByAnAppSetting_TakesIt() =>
        Assert.Equal("other", Read("""{ "version": "2.0" }""", ("AzureFunctionsJobHost__extensions__http__routePrefix", "other")).RoutePrefix);

    [Theory]
    [InlineData("{ broken")]
    [InlineData("{}")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "00:00:00" }""")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "soon" }""")]
    public void Read_NotUsable_NamesTheFile(string text) =>
        Assert.Contains("host.json cannot be used", Assert.Throws<LocalEnvironmentException>(() => Read(text)).Message, StringComparison.Ordinal);

    private HostJson Read(string text, params (string Name, string Value)[] settings)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "host.json"), text);
        return HostJson.Read(_folder.FullName, new AppSettings(settings.ToDictionary(setting => setting.Name, setting => setting.Value)));
    }
}
