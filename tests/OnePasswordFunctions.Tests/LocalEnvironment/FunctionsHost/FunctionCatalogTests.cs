using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class FunctionCatalogTests
{
    private const string Http = """{"name":"$return","type":"http","direction":"Out"}""";

    [Fact]
    public void Read_Timer_HasItsScheduleFromTheSettings()
    {
        FunctionDefinition function = Single("Tick", """{"name":"timer","type":"timerTrigger","direction":"In","schedule":"%TickSchedule%"}""");

        Assert.Equal(("timer", "0 */5 * * * *"), (function.BindingName, function.Schedule?.ToString()));
    }

    [Fact]
    public void Read_Http_HasRouteMethodsAndLevel()
    {
        FunctionDefinition function = Single("Lines", """{"name":"req","type":"httpTrigger","direction":"In","authLevel":"Admin","methods":["get","post"],"route":"lines/{count:int}"}""", Http);

        Assert.Equal((null, "req", "lines/{count:int}", "admin"), (function.Schedule, function.BindingName, function.Route, function.AuthLevel));
        Assert.Equal<string>(["GET", "POST"], function.Methods);
    }

    [Fact]
    public void Read_HttpWithoutAnything_HasTheHostsDefaults()
    {
        FunctionDefinition function = Single("Lines", """{"name":"req","type":"httpTrigger"}""", Http);

        Assert.Equal(("Lines", "function"), (function.Route, function.AuthLevel));
        Assert.Empty(function.Methods);
    }

    [Theory]
    [InlineData("%Missing%", "'%Missing%' does not resolve to a value.")]
    [InlineData("@hourly", "not recognized as a valid cron expression")]
    [InlineData("0 60 * * * *", "not recognized as a valid cron expression")]
    public void Read_ScheduleThatCannotFire_RefusesThatFunctionOnly(string schedule, string expected)
    {
        var catalog = FunctionCatalog.Read([Timer("Bad", schedule), Timer("Good", "0 * * * * *")], Settings());

        Assert.Equal("Good", Assert.Single(catalog.Functions).Name);
        Assert.Contains(expected, catalog.Errors["Bad"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"queue","type":"queueTrigger"}""", "queueTrigger")]
    [InlineData(Http, "trigger")]
    [InlineData("{", "")]
    [InlineData("""{"type":"timerTrigger","schedule":"0 * * * * *"}""", "name")]
    public void Read_BindingThatIsNotUsable_SaysWhy(string binding, string expected)
    {
        var catalog = FunctionCatalog.Read([Describe("Bad", binding)], Settings());

        Assert.Empty(catalog.Functions);
        Assert.Contains(expected, catalog.Errors["Bad"], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SettingDisablesIt_IsDisabled() =>
        Assert.True(Assert.Single(FunctionCatalog.Read([Timer("Tick", "0 * * * * *")], Settings(("AzureWebJobs_Tick_Disabled", "1"))).Functions).IsDisabled);

    private static FunctionDefinition Single(string name, params string[] bindings)
    {
        var catalog = FunctionCatalog.Read([Describe(name, bindings)], Settings(("TickSchedule", "0 */5 * * * *")));
        Assert.Empty(catalog.Errors);
        return Assert.Single(catalog.Functions);
    }

    private static FunctionMetadata Timer(string name, string schedule) => Describe(name, $$"""{"name":"timer","type":"timerTrigger","schedule":"{{schedule}}"}""");

    private static FunctionMetadata Describe(string name, params string[] bindings) => new() { Name = name, FunctionId = name, RawBindings = { bindings } };

    private static AppSettings Settings(params (string Name, string Value)[] settings) =>
        new(settings.ToDictionary(setting => setting.Name, setting => setting.Value));
}
