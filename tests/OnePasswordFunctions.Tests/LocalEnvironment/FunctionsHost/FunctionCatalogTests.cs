using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class FunctionCatalogTests : IDisposable
{
    private readonly FakeHandlerApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Read_Timer_ResolvesItsScheduleFromTheSettings()
    {
        _app.AddTimer("Ingest", "%Every%");

        FunctionDefinition function = Read(("Every", "*/5 * * * * *")).Functions.Single();

        Assert.Equal("*/5 * * * * *", function.Schedule!.ToString());
        Assert.True(function.UseMonitor);
        Assert.False(function.RunOnStartup);
        Assert.Null(function.Retry);
    }

    [Theory]
    [InlineData("AzureWebJobs.Ingest.Disabled", "true")]
    [InlineData("AzureWebJobs_Ingest_Disabled", "1")]
    public void Read_DisabledBySetting_SaysSo(string setting, string value)
    {
        _app.AddTimer("Ingest");

        Assert.True(Read((setting, value)).Functions.Single().IsDisabled);
    }

    [Fact]
    public void Read_Http_HasTheHostsDefaults()
    {
        _app.AddHttp("Answer");

        FunctionDefinition function = Read().Functions.Single();

        Assert.Equal("Answer", function.Route);
        Assert.Empty(function.Methods);
        Assert.Equal(HttpAuthorizationLevel.Function, function.AuthorizationLevel);
        Assert.Equal("res", function.HttpOutputName);
        Assert.True(function.IsPlainHttp);
    }

    [Theory]
    [InlineData("1st", """{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "00:01:00" } ] }""", "not a valid function name")]
    [InlineData("host", """{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "00:01:00" } ] }""", "not a valid function name")]
    [InlineData("Bad", """{ "bindings": [] }""", "At least one binding")]
    [InlineData("Bad", """{ "bindings": [ { "type": "http", "name": "res", "direction": "out" } ] }""", "Exactly one trigger")]
    [InlineData("Bad", """{ "bindings": [ { "type": "timerTrigger", "name": "t" }, { "type": "httpTrigger", "name": "h" } ] }""", "there are 2")]
    [InlineData("Bad", """{ "bindings": [ { "type": "timerTrigger", "name": "t" }, { "type": "http", "name": "T" } ] }""", "unique")]
    [InlineData("Bad", """{ "bindings": [ { "type": "timerTrigger", "name": "t", "direction": "up" } ] }""", "direction")]
    [InlineData("Bad", """{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "never" } ] }""", "'never' was not recognized")]
    [InlineData("Bad", """{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "%None%" } ] }""", "'%None%' does not resolve")]
    [InlineData("Bad", """{ "bindings": [ { "type": "httpTrigger", "name": "h", "route": "admin/x" } ] }""", "must not start with")]
    [InlineData("Bad", """{ "bindings": [ { "type": "queueTrigger", "name": "q" } ] }""", "not known here")]
    [InlineData("Bad", """{ "bindings": [ { "type": "timerTrigger", "name": "t", "schedule": "00:01:00" } ], "retry": { "strategy": "fixedDelay", "maxRetryCount": 1 } }""", "delayInterval")]
    [InlineData("Bad", "{", "JSON")]
    public void Read_UnusableFunction_IsNamedAndHarmsNoOther(string name, string json, string expected)
    {
        _app.AddTimer("Good").AddFunction(name, json);

        FunctionCatalog catalog = Read();

        Assert.Equal("Good", catalog.Functions.Single().Name);
        Assert.Contains(expected, catalog.Errors[name], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SameRouteAndMethodTwice_RefusesTheSecond()
    {
        _app.AddHttp("A", """, "route": "r", "methods": ["get"] """).AddHttp("B", """, "route": "R", "methods": ["post"] """).AddHttp("C", """, "route": "r" """);

        FunctionCatalog catalog = Read();

        Assert.Equal(["A", "B"], catalog.Functions.Select(function => function.Name));
        Assert.Contains("already taken", catalog.Errors["C"], StringComparison.Ordinal);
    }

    [Fact]
    public void HostJsonRead_SettingOverridesIt()
    {
        HostJson json = HostJson.Read(_app.AppRoot, Settings(("AzureFunctionsJobHost__functionTimeout", "-1"), ("AzureFunctionsJobHost__extensions__http__routePrefix", "")));

        Assert.Null(json.FunctionTimeout);
        Assert.Equal("", json.RoutePrefix);
        Assert.True(json.UseStandardErrorForErrorsOnly);
        Assert.Equal(TimeSpan.FromSeconds(30), json.InitializationTimeout);
    }

    [Theory]
    [InlineData("""{ "version": "1.0" }""", "must be \"2.0\"")]
    [InlineData("""{ "version": "2.0" }""", "defaultExecutablePath")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "soon", "customHandler": { "description": { "defaultExecutablePath": "a" } } }""", "functionTimeout")]
    [InlineData("""{ "version": "2.0", "customHandler": { "enableProxyingHttpRequest": true } }""", "enableForwardingHttpRequest")]
    [InlineData("{", "cannot be used")]
    public void HostJsonRead_UnusableFile_SaysWhatIsWrong(string text, string expected)
    {
        _app.WriteHostJson(text);

        LocalEnvironmentException exception = Assert.Throws<LocalEnvironmentException>(() => HostJson.Read(_app.AppRoot, Settings()));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "strategy": "exponentialBackoff", "maxRetryCount": 5, "minimumInterval": "00:00:01", "maximumInterval": "00:00:10" }""", new[] { 1, 2, 4, 8, 10 })]
    [InlineData("""{ "strategy": "fixedDelay", "maxRetryCount": 5, "delayInterval": "00:00:03" }""", new[] { 3, 3, 3, 3, 3 })]
    public void Retry_Delays_AreThoseOfThePolicy(string retry, int[] expectedSeconds)
    {
        _app.AddTimer("Ingest", more: $", \"retry\": {retry}");

        RetryPolicy policy = Read().Functions.Single().Retry!;

        Assert.Equal(expectedSeconds, Enumerable.Range(1, 5).Select(number => (int)policy.DelayBefore(number).TotalSeconds));
        Assert.True(policy.AllowsRetry(4));
        Assert.False(policy.AllowsRetry(5));
    }

    private FunctionCatalog Read(params (string Name, string Value)[] settings)
    {
        AppSettings appSettings = Settings(settings);
        return FunctionCatalog.Read(_app.AppRoot, appSettings, HostJson.Read(_app.AppRoot, appSettings));
    }

    private AppSettings Settings(params (string Name, string Value)[] settings) =>
        AppSettings.Load(_app.AppRoot, settings.ToDictionary(setting => setting.Name, setting => setting.Value));
}
