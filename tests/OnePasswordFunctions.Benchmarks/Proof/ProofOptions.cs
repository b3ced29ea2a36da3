using System.Globalization;

namespace OnePasswordFunctions.Benchmarks.Proof;

/// <summary>What the benchmark of the proof does.</summary>
internal sealed class ProofOptions
{
    /// <summary>The folder of the published app; null publishes it first, unless that was done since its sources changed.</summary>
    public string? App { get; set; }

    /// <summary>Events of the feed that is proven.</summary>
    public int Events { get; set; } = 1_000_000;

    /// <summary>Partitions of the hub, 1 to 32.</summary>
    public int Partitions { get; set; } = 4;

    /// <exception cref="ArgumentException">An option is unknown or has no value.</exception>
    public static ProofOptions Parse(string[] args)
    {
        var options = new ProofOptions();
        for (int index = 0; index < args.Length; index += 2)
        {
            string value = index + 1 < args.Length ? args[index + 1] : throw new ArgumentException($"{args[index]} needs a value.");
            switch (args[index])
            {
                case "--app": options.App = value; break;
                case "--events": options.Events = Number(value); break;
                case "--partitions": options.Partitions = Number(value); break;
                default: throw new ArgumentException($"Unknown option {args[index]}; allowed: --app, --events, --partitions.");
            }
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
