namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>What the whole-pipeline benchmark does.</summary>
internal sealed class PipelineOptions
{
    /// <summary>The folder of the published app.</summary>
    public string App { get; set; } = Path.Combine("artifacts", "app");

    /// <summary>Events in each of the three feeds.</summary>
    public int EventsPerFeed { get; set; } = 200_000;

    /// <summary>What each page takes at the API, in milliseconds.</summary>
    public int LatencyMilliseconds { get; set; }

    /// <summary>How often the handler is measured.</summary>
    public int Rounds { get; set; } = 3;

    public static PipelineOptions Parse(string[] args)
    {
        var options = new PipelineOptions();
        for (int index = 0; index + 1 < args.Length; index += 2)
        {
            string value = args[index + 1];
            switch (args[index])
            {
                case "--app": options.App = value; break;
                case "--events": options.EventsPerFeed = int.Parse(value); break;
                case "--latency": options.LatencyMilliseconds = int.Parse(value); break;
                case "--rounds": options.Rounds = int.Parse(value); break;
                default: throw new ArgumentException($"Unknown option {args[index]}; allowed: --app, --events, --latency, --rounds.");
            }
        }

        return options;
    }
}
