using System.Globalization;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>What the whole-pipeline benchmark does.</summary>
internal sealed class PipelineOptions
{
    /// <summary>
    /// The folders of published apps, which are compared in each round; none publishes the app first, unless that was done since its
    /// sources changed.
    /// </summary>
    public IList<string> Apps { get; init; } = [];

    /// <summary>Events in each of the three feeds.</summary>
    public int EventsPerFeed { get; set; } = 200_000;

    /// <summary>What each page takes at the API, in milliseconds.</summary>
    public int LatencyMilliseconds { get; set; }

    /// <summary>How often everything is measured.</summary>
    public int Rounds { get; set; } = 3;

    /// <summary>How many runs without events are measured, after as many that warm the worker up.</summary>
    public int IdleRuns { get; set; } = 90;

    /// <exception cref="ArgumentException">An option is unknown or has no value.</exception>
    public static PipelineOptions Parse(string[] args)
    {
        var options = new PipelineOptions();
        for (int index = 0; index < args.Length; index += 2)
        {
            string value = index + 1 < args.Length ? args[index + 1] : throw new ArgumentException($"{args[index]} needs a value.");
            switch (args[index])
            {
                case "--app": options.Apps.Add(value); break;
                case "--events": options.EventsPerFeed = Number(value); break;
                case "--latency": options.LatencyMilliseconds = Number(value); break;
                case "--rounds": options.Rounds = Number(value); break;
                default: throw new ArgumentException($"Unknown option {args[index]}; allowed: --app, --events, --latency, --rounds.");
            }
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
