using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class FunctionDefinitionTests
{
    private const string Http = """{"name":"$return","type":"http","direction":"Out"}""";

    [Fact]
    public void Read_Timer_HasItsScheduleFromTheSettings()
    {
        FunctionDefinition function = Single("Tick", """{"name":"timer","type":"timerTrigger","direction":"In","schedule":"%TickSchedule%"}""");

        Assert.Equal(("timer", "0 */5 * * * *"), (function.BindingName, function.Schedule?.Text));
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
    public void Read_ScheduleThatCannotFire_IsRefused(string schedule, string expected)
    {
        FunctionDefinition function = Read($$"""{"name":"timer","type":"timerTrigger","schedule":"{{schedule}}"}""");

        Assert.Contains(expected, function.Error, StringComparison.Ordinal);
        Assert.False(function.IsTimer);
    }

    [Theory]
    [InlineData("""{"name":"queue","type":"queueTrigger"}""", "queueTrigger")]
    [InlineData(Http, "trigger")]
    [InlineData("{", "")]
    [InlineData("""{"type":"timerTrigger","schedule":"0 * * * * *"}""", "name")]
    public void Read_BindingThatIsNotUsable_SaysWhy(string binding, string expected) => Assert.Contains(expected, Read(binding).Error, StringComparison.Ordinal);

    [Fact]
    public void Read_SettingDisablesIt_IsDisabled() => Assert.True(FunctionDefinition.Read(
        Describe("Tick", """{"name":"timer","type":"timerTrigger","schedule":"0 * * * * *"}"""), Settings(("AzureWebJobs_Tick_Disabled", "1"))).IsDisabled);

    private static FunctionDefinition Single(string name, params string[] bindings)
    {
        var function = FunctionDefinition.Read(Describe(name, bindings), Settings(("TickSchedule", "0 */5 * * * *")));
        Assert.Null(function.Error);
        return function;
    }

    private static FunctionDefinition Read(string binding) => FunctionDefinition.Read(Describe("Bad", binding), Settings());

    private static FunctionMetadata Describe(string name, params string[] bindings) => new() { Name = name, FunctionId = name, RawBindings = { bindings } };

    private static AppSettings Settings(params (string Name, string Value)[] settings) =>
        new(settings.ToDictionary(setting => setting.Name, setting => setting.Value));
}
