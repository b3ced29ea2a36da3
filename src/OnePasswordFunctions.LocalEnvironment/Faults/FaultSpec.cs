namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>One fault: what happens, to which requests, and how often.</summary>
internal sealed record FaultSpec(FaultKind Kind)
{
    /// <summary>A feed, <c>introspect</c> or a hub; null means all.</summary>
    public string? Target { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/>, 200 to 599.</summary>
    public int Status { get; init; } = 503;

    /// <summary>How many requests it strikes; null means until it is cleared.</summary>
    public int? Count { get; init; }

    /// <summary>It strikes every k-th matching request; 1 is each.</summary>
    public int Every { get; init; } = 1;

    /// <summary>How many matching requests pass before it begins.</summary>
    public int After { get; init; }

    /// <summary>How likely it strikes a request that it might strike, above 0 and up to 1; null strikes each.</summary>
    public double? Chance { get; init; }

    /// <summary>Where the chances come from: the same seed strikes the same requests.</summary>
    public int Seed { get; init; }

    /// <summary>Strikes only this kind of request; null means any.</summary>
    public RequestKind? Request { get; init; }

    /// <summary>The wait that a <c>Retry-After</c> header asks for; null leaves the header out.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether <c>Retry-After</c> is written as a date rather than as seconds.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>The shape of an error's body.</summary>
    public FaultBody Body { get; init; }

    /// <summary>The time that <see cref="FaultKind.Stall"/>, SlowBody and Latency work with; null takes the kind's own default.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The time after which it ends by itself; null means never.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How much of the body is sent by the kinds that cut it; null means half.</summary>
    public int? Bytes { get; init; }

    /// <summary>Reads a fault as the command line and the control endpoint write it, for example <c>itemusages:status=503,count=2,retry-after=5</c> or <c>busy*3</c>.</summary>
    public static bool TryParse(string? text, FaultVocabulary vocabulary, out FaultSpec? spec, out string error)
        => FaultSpecParser.TryParse(text, vocabulary, out spec, out error);

    /// <inheritdoc/>
    public override string ToString() => FaultSpecParser.Format(this);
}
