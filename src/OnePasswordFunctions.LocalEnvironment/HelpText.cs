namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public const string Text = """
        Runs the 1Password event ingester on this machine, end to end: builds the function app as it is deployed, starts
        Azurite, the Events API simulator, the Event Hubs stand-in and the Functions host stand-in, and shows what happens.

          dotnet run --project src/OnePasswordFunctions.LocalEnvironment -- [options]

        What the simulator serves
          --events N               events that wait at the start, over the three feeds (3000)
          --rate R                 events per second that arrive meanwhile, over the three feeds (6; 0 with --until-caught-up)
          --live-events N          after N of those no more arrive (no end)
          --late PERCENT           share of events that arrive late, with an older timestamp (0)
          --latency MS             time the Events API takes for each answer (0)
          --fault SPEC             a fault of the Events API; may be repeated. Examples:
                                   status=503,count=2    itemusages:status=429,retry-after=5,count=1    truncated-json,every=10
          --hub-fault SPEC         a fault of the event hub; may be repeated. Example: busy,for=10s

        How the app runs
          --maximum N              most events per run and feed, the app's Max…PerFetch settings (20000; the app's own default is 100)
          --schedule NCRONTAB      when the three timers fire ("* * * * * *", every second, so that there is something to see;
                                   in Azure the default is every minute). A run that takes longer than a tick is followed by
                                   the next one at once: a backlog of 100,000 events is drained in a few runs.
          --per-function-process   as on Flex Consumption: a worker process per timer and one for HTTP, ended when idle
          --func                   Azure Functions Core Tools (func) instead of the stand-in for the Functions host
          --port N                 port of the HTTP functions (7071, or a free one when that is taken)

        Proof
          --until-caught-up        end when every event is in the hub, and print what was served, published, missing, repeated
                                   and altered, and what the app's own prove-delivery finds. Exit code 0 only when every event
                                   served is in the hub exactly once and the app finds no fault.
          --time-limit SECONDS     the longest to wait for that (300)

        The real services
          --server-url URL         a real account's Events API. The token comes from the environment variable
                                   OnePassword__ApiToken, or from the file of --token-file
          --token-file FILE        a file that holds the token and nothing else
          --keep-data DIR          keep cursors, timer status and the hub stand-in's messages in DIR for the next start
          --event-hub-connection S connection string of an Event Hubs namespace, or of Microsoft's emulator (UseDevelopmentEmulator=true)
          --event-hub-name NAME    the event hub (onepassword-events)

          --help                   this text

        Ctrl+C stops everything that was started; a second Ctrl+C kills it at once.
        Exit codes: 0 good, 1 failed (the message says why), 2 bad options.
        """;
}
