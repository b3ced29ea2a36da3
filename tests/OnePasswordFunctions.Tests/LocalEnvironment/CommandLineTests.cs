using OnePasswordFunctions.LocalEnvironment;
using Spectre.Console;

namespace OnePasswordFunctions.Tests.LocalEnvironment;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Nothing_IsAnEnvironmentThatShowsMovement()
    {
        LocalEnvironmentOptions options = Parse([], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(3000, options.Events);
        Assert.True(options.Rate > 0);
        Assert.Equal("* * * * * *", options.Schedule);
        Assert.False(options.UntilCaughtUp);
    }

    [Fact]
    public void Parse_UntilCaughtUp_LetsNothingArriveMeanwhile()
    {
        LocalEnvironmentOptions options = Parse(["--events", "100000", "--until-caught-up"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(100_000, options.Events);
        Assert.Equal(0, options.Rate);
    }

    [Fact]
    public void Parse_EveryOption_IsRead()
    {
        LocalEnvironmentOptions options = Parse(
            ["--events=5", "--rate", "2.5", "--live-events", "7", "--late", "10%", "--latency", "30", "--fault", "status=503,count=2", "--fault", "itemusages:html",
             "--hub-fault", "busy*3", "--maximum", "500", "--schedule", "*/5 * * * * *", "--time-limit", "9", "--per-function-process", "--port", "7072"],
            out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal(5, options.Events);
        Assert.Equal(2.5, options.Rate);
        Assert.Equal(7, options.LiveEvents);
        Assert.Equal(10, options.LatePercent);
        Assert.Equal(TimeSpan.FromMilliseconds(30), options.Latency);
        Assert.Equal<string>(["status=503,count=2", "itemusages:html"], options.Faults);
        Assert.Equal<string>(["busy*3"], options.HubFaults);
        Assert.Equal(500, options.Maximum);
        Assert.Equal("*/5 * * * * *", options.Schedule);
        Assert.Equal(TimeSpan.FromSeconds(9), options.TimeLimit);
        Assert.True(options.PerFunctionProcess);
        Assert.Equal(7072, options.Port);
    }

    [Fact]
    public void Parse_RealServices_TakeTheTokenFromTheEnvironment()
    {
        LocalEnvironmentOptions options = CommandLine.Parse(
            ["--server-url", "https://events.1password.eu", "--event-hub-connection", "Endpoint=sb://x", "--event-hub-name", "h"],
            name => name == "OnePassword__ApiToken" ? "secret" : null, out IReadOnlyList<string> problems);

        Assert.Empty(problems);
        Assert.Equal("secret", options.Token);
        Assert.Equal(new Uri("https://events.1password.eu"), options.ServerUrl);
        Assert.Equal("h", options.EventHubName);
    }

    [Theory]
    [InlineData("--evnts 5", "'--evnts' is not an option. Did you mean --events?")]
    [InlineData("--until-caught-upp", "Did you mean --until-caught-up?")]
    [InlineData("--fnuc", "Did you mean --func?")]
    [InlineData("--verbosity", "'--verbosity' is not an option. --help lists them all.")]
    [InlineData("--events", "--events needs a value")]
    [InlineData("--events --func", "--events needs a value")]
    [InlineData("--events many", "--events must be a whole number from 0 to 100000000, but is 'many'")]
    [InlineData("--late 101", "from 0 to 100")]
    [InlineData("--func=yes", "--func takes no value")]
    [InlineData("--schedule never", "six fields")]
    [InlineData("--fault nonsense", "is not a fault")]
    [InlineData("--hub-fault html", "is not a fault")]
    [InlineData("--server-url http://events.1password.com", "must be an https URL")]
    [InlineData("--server-url https://events.1password.com", "OnePassword__ApiToken")]
    [InlineData("--token-file /nothing/there", "cannot be read")]
    [InlineData("--until-caught-up --rate 5", "--live-events")]
    [InlineData("--keep-data x", "--keep-data is for a real account")]
    [InlineData("--until-caught-up --event-hub-connection x", "--event-hub-connection")]
    [InlineData("--func --per-function-process", "--per-function-process")]
    public void Parse_BadOption_SaysWhatIsWrong(string arguments, string expected)
    {
        Parse(arguments.Split(' '), out IReadOnlyList<string> problems);

        Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_HubFaultBeforeTheNameOfTheHub_MayNameIt()
    {
        Parse(["--hub-fault", "h:busy", "--event-hub-name", "h"], out IReadOnlyList<string> problems);

        Assert.Empty(problems);
    }

    [Fact]
    public void Parse_SeveralBadOptions_NamesThemAll()
    {
        Parse(["--events", "x", "--rate", "y", "--what"], out IReadOnlyList<string> problems);

        Assert.Equal(3, problems.Count);
    }

    [Fact]
    public void Parse_MistypedOptionWithAValue_IsOneProblem()
    {
        Parse(["--evnts", "5", "--rate", "1"], out IReadOnlyList<string> problems);

        Assert.Single(problems);
    }

    [Theory]
    [InlineData("--events")]
    [InlineData("--rate")]
    [InlineData("--live-events")]
    [InlineData("--late")]
    [InlineData("--latency")]
    [InlineData("--fault")]
    [InlineData("--hub-fault")]
    [InlineData("--maximum")]
    [InlineData("--schedule")]
    [InlineData("--per-function-process")]
    [InlineData("--func")]
    [InlineData("--port")]
    [InlineData("--keep-data")]
    [InlineData("--until-caught-up")]
    [InlineData("--time-limit")]
    [InlineData("--server-url")]
    [InlineData("--token-file")]
    [InlineData("--event-hub-connection")]
    [InlineData("--event-hub-name")]
    [InlineData("--help")]
    public void HelpText_Option_IsExplainedAndKnown(string option)
    {
        Parse([option], out IReadOnlyList<string> problems);

        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 80;
        HelpText.Write(console);
        Assert.Contains($"  {option} ", output.ToString(), StringComparison.Ordinal);
        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.DoesNotContain(problems, problem => problem.Contains("is not an option", StringComparison.Ordinal));
    }

    private static LocalEnvironmentOptions Parse(string[] arguments, out IReadOnlyList<string> problems) => CommandLine.Parse(arguments, _ => null, out problems);
}
