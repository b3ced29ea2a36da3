using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>One fault: what happens, to which requests, and how often.</summary>
internal sealed record FaultSpec(FaultKind Kind)
{
    private static readonly Dictionary<string, Func<FaultSpec, string, FaultSpec>> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["count"] = (spec, value) => spec with { Count = Number(value, least: 1) },
        ["every"] = (spec, value) => spec with { Every = Number(value, least: 1) },
        ["after"] = (spec, value) => spec with { After = Number(value) },
        ["chance"] = (spec, value) => spec with { Chance = double.Parse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is > 0 and <= 1 and var chance ? chance : throw new FormatException() },
        ["seed"] = (spec, value) => spec with { Seed = Number(value) },
        ["request"] = (spec, value) => spec with { Request = Word<RequestKind>(value) },
        ["retry-after"] = (spec, value) => value.StartsWith(DatePrefix, StringComparison.OrdinalIgnoreCase)
            ? spec with { RetryAfter = TimeSpan.FromSeconds(Number(value[DatePrefix.Length..])), RetryAfterAsDate = true }
            : spec with { RetryAfter = TimeSpan.FromSeconds(Number(value)) },
        ["body"] = (spec, value) => spec with { Body = Word<FaultBody>(value) },
        ["delay"] = (spec, value) => spec with { Delay = Duration(value) },
        ["for"] = (spec, value) => spec with { For = Duration(value) is var period && period > TimeSpan.Zero ? period : throw new FormatException() },
        ["bytes"] = (spec, value) => spec with { Bytes = Number(value) },
    };

    private const string DatePrefix = "date+";

    /// <summary>As it was written.</summary>
    public string Text { get; init; } = Kind.ToString();

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

    /// <summary>Reads <c>[target:]fault[=value][*count][,option=value]…</c>, for example <c>itemusages:status=503,count=2,retry-after=5</c> or <c>busy*3</c>.</summary>
    /// <exception cref="FormatException">It is no fault; the message says what is allowed.</exception>
    public static FaultSpec Parse(string text, FaultVocabulary vocabulary)
    {
        string rest = text.Trim();
        string? target = null;
        // A colon further on belongs to a value, such as delay=00:00:05.
        int colon = rest.IndexOfAny([':', '=', ',']);
        if (colon >= 0 && rest[colon] == ':')
        {
            target = vocabulary.ReadTarget(rest[..colon].Trim(), text);
            rest = rest[(colon + 1)..];
        }

        // busy*3 reads better than busy,count=3; both mean the same.
        string[] parts = rest.Replace("*", ",count=", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries);
        (string word, string? value) = SplitPair(parts[0]);
        var spec = new FaultSpec(vocabulary.ReadKind(word, text)) { Text = text.Trim(), Target = target };
        // And so does latency=100ms than latency,delay=100ms.
        spec = spec.Kind == FaultKind.Status ? spec with { Status = ReadStatus(value) } : value is null ? spec : spec.With("delay", value);
        foreach (string part in parts.Skip(1))
        {
            (string option, string? optionValue) = SplitPair(part);
            spec = spec.With(option, optionValue ?? "");
        }

        return spec with { Request = spec.Kind == FaultKind.Refuse ? spec.Request : spec.Request ?? vocabulary.UsualRequest };
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private FaultSpec With(string option, string value)
    {
        try
        {
            return Options[option](this, value);
        }
        catch (Exception error) when (error is FormatException or OverflowException or KeyNotFoundException)
        {
            throw new FormatException($"'{option}={value}' is not an option of a fault. Allowed: {string.Join(", ", Options.Keys)}; counts and seed are whole numbers, chance is above 0 and up to 1, "
                + "delay and for are like 250ms, 5s, -1h or 00:00:05, retry-after is seconds or date+seconds, "
                + $"body is one of {Words<FaultBody>()}, request is one of {Words<RequestKind>()}.", error);
        }
    }

    private static int ReadStatus(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 200 and <= 599
        ? status
        : throw new FormatException($"status needs a number from 200 to 599, for example status=503; '{value}' is none.");

    private static (string Name, string? Value) SplitPair(string text)
    {
        int equals = text.IndexOf('=');
        return equals < 0 ? (text, null) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
    }

    private static int Number(string value, int least = 0) =>
        int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) is var number && number >= least ? number : throw new FormatException();

    private static T Word<T>(string value) where T : struct, Enum => Enum.TryParse(value, ignoreCase: true, out T word) ? word : throw new FormatException();

    private static string Words<T>() where T : struct, Enum => string.Join("/", Enum.GetNames<T>()).ToLowerInvariant();

    private static TimeSpan Duration(string value)
    {
        if (value.Contains(':'))
        {
            return TimeSpan.Parse(value, CultureInfo.InvariantCulture);
        }

        string number = value.TrimEnd('m', 's', 'h', 'M', 'S', 'H');
        double amount = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value[number.Length..].ToLowerInvariant() switch
        {
            "ms" => TimeSpan.FromMilliseconds(amount),
            "s" => TimeSpan.FromSeconds(amount),
            "m" => TimeSpan.FromMinutes(amount),
            "h" => TimeSpan.FromHours(amount),
            _ => throw new FormatException(),
        };
    }
}
