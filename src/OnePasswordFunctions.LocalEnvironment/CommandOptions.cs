using System.Globalization;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>All options of the command line, as <c>--help</c> lists them.</summary>
internal static class CommandOptions
{
    public static readonly IReadOnlyList<(string Section, CommandOption[] Options)> Sections =
    [
        ("What the simulator serves",
        [
            new("--events", "N", "events that wait at the start, over the three feeds (3000)", (options, text) => options with { Events = Whole(text, 0, 100_000_000) }),
            new("--rate", "R", "events per second that arrive meanwhile, over the three feeds (6; 0 with --until-caught-up)", (options, text) => options with { GivenRate = Fraction(text, 0, 1_000_000) }),
            new("--live-events", "N", "after N of those no more arrive (no end)", (options, text) => options with { LiveEvents = Whole(text, 1, 100_000_000) }),
            new("--late", "PERCENT", "share of events that arrive late, with an older timestamp (0)", (options, text) => options with { LatePercent = Fraction(text.TrimEnd('%'), 0, 100) }),
            new("--latency", "MS", "time the Events API takes for each answer (0)", (options, text) => options with { Latency = TimeSpan.FromMilliseconds(Whole(text, 0, 600_000)) }),
            new("--fault", "SPEC", "a fault of the Events API; may be repeated. Examples:\nstatus=503,count=2    itemusages:status=429,retry-after=5,count=1    truncated-json,every=10", AddFault),
            new("--hub-fault", "SPEC", "a fault of the event hub; may be repeated. Example: busy,for=10s", AddHubFault),
        ]),
        ("How the app runs",
        [
            new("--maximum", "N", "most events per run and feed, the app's Max…PerFetch settings (20000; the app's own default is 100)", (options, text) => options with { Maximum = (int)Whole(text, 1, int.MaxValue) }),
            new("--schedule", "NCRONTAB", "when the three timers fire (\"* * * * * *\", every second, so that there is something to see; in Azure the default is every minute). "
                + "A run that takes longer than a tick is followed by the next one at once: a backlog of 100,000 events is drained in a few runs.", ReadSchedule),
            new("--per-function-process", null, "as on Flex Consumption: a worker process per timer and one for HTTP, ended when idle", (options, _) => options with { PerFunctionProcess = true }),
            new("--func", null, "Azure Functions Core Tools (func) instead of the stand-in for the Functions host", (options, _) => options with { UseCoreTools = true }),
            new("--port", "N", "port of the HTTP functions (7071, or a free one when that is taken)", (options, text) => options with { Port = (int)Whole(text, 1, 65_535) }),
        ]),
        ("Proof",
        [
            new("--until-caught-up", null, "end when every event is in the hub, and print what was served, published, missing, repeated and altered, and what the app's own prove-delivery finds. "
                + "Exit code 0 only when every event served is in the hub exactly once and the app finds no fault.", (options, _) => options with { UntilCaughtUp = true }),
            new("--time-limit", "SECONDS", "the longest to wait for that (300)", (options, text) => options with { TimeLimit = TimeSpan.FromSeconds(Whole(text, 1, 86_400)) }),
        ]),
        ("The real services",
        [
            new("--server-url", "URL", "a real account's Events API. The token comes from the environment variable OnePassword__ApiToken, or from the file of --token-file", ReadServerUrl),
            new("--token-file", "FILE", "a file that holds the token and nothing else", ReadTokenFile),
            new("--keep-data", "DIR", "keep cursors, timer status and the hub stand-in's messages in DIR for the next start", (options, text) => options with { DataFolder = Path.GetFullPath(text) }),
            new("--event-hub-connection", "S", "connection string of an Event Hubs namespace, or of Microsoft's emulator (UseDevelopmentEmulator=true)", (options, text) => options with { EventHubConnection = text }),
            new("--event-hub-name", "NAME", "the event hub (onepassword-events)", (options, text) => options with { EventHubName = text }),
        ]),
        ("Help",
        [
            new("--help", null, "this text", (options, _) => options with { ShowHelp = true }),
        ]),
    ];

    public static IEnumerable<CommandOption> All => Sections.SelectMany(section => section.Options);

    private static LocalEnvironmentOptions AddFault(LocalEnvironmentOptions options, string text)
    {
        _ = FaultSpec.Parse(text, EventsApiSimulator.Vocabulary);
        return options with { Faults = options.Faults.Add(text) };
    }

    private static LocalEnvironmentOptions AddHubFault(LocalEnvironmentOptions options, string text)
    {
        _ = FaultSpec.Parse(text, EventHubStandIn.VocabularyOf([options.EventHubName]));
        return options with { HubFaults = options.HubFaults.Add(text) };
    }

    private static LocalEnvironmentOptions ReadSchedule(LocalEnvironmentOptions options, string text)
    {
        _ = TimerSchedule.Parse(text);
        return options with { Schedule = text };
    }

    private static LocalEnvironmentOptions ReadServerUrl(LocalEnvironmentOptions options, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? options with { ServerUrl = url }
            : throw new FormatException($"must be an https URL such as https://events.1password.com, but is '{text}'.");

    private static LocalEnvironmentOptions ReadTokenFile(LocalEnvironmentOptions options, string path)
    {
        try
        {
            return options with { Token = File.ReadAllText(path).Trim() };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"'{path}' cannot be read. {exception.Message}", exception);
        }
    }

    private static long Whole(string text, long lowest, long highest) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long value) && value >= lowest && value <= highest
            ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {lowest} to {highest}, but is '{text}'."));

    private static double Fraction(string text, double lowest, double highest) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= lowest && value <= highest
            ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"must be a number from {lowest} to {highest}, but is '{text}'."));
}
