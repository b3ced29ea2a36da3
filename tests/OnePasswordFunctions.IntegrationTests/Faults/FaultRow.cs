namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>One row of the fault matrix: a fault of one side, and what a run must make of it.</summary>
/// <param name="Name">What happens, in words; also the name of the test's case.</param>
/// <param name="Fault">The fault as text, without a count.</param>
/// <param name="Failure">The name of the failure that it must be given.</param>
/// <param name="Advice">A part of the message that tells the operator where to look.</param>
internal sealed record FaultRow(string Name, string Fault, string Failure, string Advice)
{
    /// <summary>How a run ends that meets the fault for good.</summary>
    public string Outcome { get; init; } = "Failed";

    /// <summary>Whether the request is sent again, so that a fault that strikes once heals inside the run.</summary>
    public bool Passes { get; init; }

    /// <summary>How many matching requests go well before the first is struck.</summary>
    public int After { get; init; } = 1;

    /// <summary>Whether it strikes only while a link to the hub is opened, which a worker does once.</summary>
    public bool IsAtTheLink { get; init; }

    /// <summary>How many batches one strike may make the hub hold twice.</summary>
    public int Repeats { get; init; }

    /// <summary>How many batches may be ahead of the stored position when a run ends with this fault.</summary>
    public int Ahead { get; init; }

    /// <summary>The pause that the retry's line must name; null when it is the worker's to choose.</summary>
    public string? Pause { get; init; }

    /// <summary>The time of a run where it is what ends the run; null leaves the worker's default, and then every retry is seen.</summary>
    public TimeSpan? Budget { get; init; }

    public static TheoryData<string> NamesOf(IEnumerable<FaultRow> rows) => new(rows.Select(row => row.Name));
}
