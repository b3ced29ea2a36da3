using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>One fault: what happens, to which requests, how often, and in which way.</summary>
/// <param name="Kind">The word for what happens, such as <c>reset-mid-body</c>; each server's own tables say what it does.</param>
/// <param name="Target">A feed, <c>introspect</c> or a hub; null means all.</param>
/// <param name="Request">Strikes only this kind of request; null means any.</param>
/// <param name="Count">How many requests it strikes; null means until it is cleared.</param>
/// <param name="Every">It strikes every k-th matching request; 1 is each.</param>
/// <param name="After">How many matching requests pass before it begins.</param>
/// <param name="Chance">How likely it strikes a request that it might strike, above 0 and up to 1; null strikes each.</param>
/// <param name="Seed">Where the chances come from: the same seed strikes the same requests.</param>
/// <param name="For">The time after which it ends by itself; null means never.</param>
/// <param name="Status">The status of the fault <c>status</c>, 200 to 599.</param>
/// <param name="RetryAfter">The wait that a <c>Retry-After</c> header asks for; null leaves the header out.</param>
/// <param name="RetryAfterAsDate">Whether <c>Retry-After</c> is written as a date rather than as seconds.</param>
/// <param name="Body">The shape of an error's body, one of <see cref="FaultResponder.Bodies"/>.</param>
/// <param name="Delay">The time that faults which wait work with; null takes the kind's own default.</param>
/// <param name="Bytes">How much of the body is sent by the kinds that cut it; null means half.</param>
internal sealed record FaultSpec(
    string Kind, string? Target = null, string? Request = null,
    int? Count = null, int Every = 1, int After = 0, double? Chance = null, int Seed = 0, TimeSpan? For = null,
    int Status = 503, TimeSpan? RetryAfter = null, bool RetryAfterAsDate = false, string Body = "usual", TimeSpan? Delay = null, int? Bytes = null)
{
    private const string DatePrefix = "date+";

    // In one unit of a duration.
    private static readonly Dictionary<string, double> Milliseconds = new(StringComparer.OrdinalIgnoreCase) { ["ms"] = 1, ["s"] = 1e3, ["m"] = 60e3, ["h"] = 3600e3 };

    private static readonly Dictionary<string, Func<FaultSpec, string, FaultSpec>> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["count"] = (spec, value) => spec with { Count = Number(value, least: 1) },
        ["every"] = (spec, value) => spec with { Every = Number(value, least: 1) },
        ["after"] = (spec, value) => spec with { After = Number(value) },
        ["chance"] = (spec, value) => spec with { Chance = Allowed(double.Parse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), chance => chance is > 0 and <= 1) },
        ["seed"] = (spec, value) => spec with { Seed = Number(value) },
        ["request"] = (spec, value) => spec with { Request = value.ToLowerInvariant() },
        ["retry-after"] = (spec, value) => value.StartsWith(DatePrefix, StringComparison.OrdinalIgnoreCase)
            ? spec with { RetryAfter = TimeSpan.FromSeconds(Number(value[DatePrefix.Length..])), RetryAfterAsDate = true }
            : spec with { RetryAfter = TimeSpan.FromSeconds(Number(value)) },
        ["body"] = (spec, value) => spec with { Body = Allowed(value.ToLowerInvariant(), FaultResponder.Bodies.Contains) },
        ["delay"] = (spec, value) => spec with { Delay = Duration(value) },
        ["for"] = (spec, value) => spec with { For = Allowed(Duration(value), period => period > TimeSpan.Zero) },
        ["bytes"] = (spec, value) => spec with { Bytes = Number(value) },
    };

    /// <summary>As it was written.</summary>
    public string Text { get; init; } = Kind;

    /// <summary>Reads <c>[target:]fault[=value][*count][,option=value]…</c>, for example <c>itemusages:status=503,count=2,retry-after=5</c> or <c>busy*3</c>.</summary>
    /// <exception cref="FormatException">It is no fault; the message says what is allowed.</exception>
    public static FaultSpec Parse(string text, FaultVocabulary vocabulary)
    {
        string rest = text.Trim();
        string? target = null;
        // A colon further on belongs to a value, such as delay=00:00:05.
        if (rest.IndexOfAny([':', '=', ',']) is >= 0 and int colon && rest[colon] == ':')
        {
            (target, rest) = (vocabulary.ReadTarget(rest[..colon].Trim(), text), rest[(colon + 1)..]);
        }

        // busy*3 reads better than busy,count=3, and latency=100ms than latency,delay=100ms; they mean the same.
        string[] parts = rest.Replace("*", ",count=", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries);
        (string word, string? value) = SplitPair(parts[0]);
        var spec = new FaultSpec(vocabulary.ReadKind(word, text)) { Text = text.Trim(), Target = target };
        spec = spec.Kind == "status" ? spec with { Status = ReadStatus(value) } : value is null ? spec : spec.With("delay", value, vocabulary);
        foreach ((string option, string? optionValue) in parts.Skip(1).Select(SplitPair))
        {
            spec = spec.With(option, optionValue ?? "", vocabulary);
        }

        return spec with { Request = spec.Request ?? vocabulary.UsualRequest(spec.Kind) };
    }

    private FaultSpec With(string option, string value, FaultVocabulary vocabulary)
    {
        try
        {
            return Allowed(Options[option](this, value), spec => spec.Request is null || vocabulary.Requests.Contains(spec.Request));
        }
        catch (Exception error) when (error is FormatException or OverflowException or KeyNotFoundException)
        {
            throw new FormatException($"'{option}={value}' is not an option of a fault. Allowed: {string.Join(", ", Options.Keys)}; counts and seed are whole numbers, chance is above 0 and up to 1, "
                + "delay and for are like 250ms, 5s, -1h or 00:00:05, retry-after is seconds or date+seconds, "
                + $"body is one of {string.Join('/', FaultResponder.Bodies)}, request is one of {string.Join('/', vocabulary.Requests)}.", error);
        }
    }

    private static int ReadStatus(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 200 and <= 599
        ? status
        : throw new FormatException($"status needs a number from 200 to 599, for example status=503; '{value}' is none.");

    private static (string Name, string? Value) SplitPair(string text)
    {
        string[] pair = text.Split('=', 2, StringSplitOptions.TrimEntries);
        return (pair[0], pair.ElementAtOrDefault(1));
    }

    private static T Allowed<T>(T value, Predicate<T> isAllowed) => isAllowed(value) ? value : throw new FormatException();

    private static int Number(string value, int least = 0) => Allowed(int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture), number => number >= least);

    private static TimeSpan Duration(string value)
    {
        string number = value.TrimEnd('m', 's', 'h', 'M', 'S', 'H');
        return Milliseconds.TryGetValue(value[number.Length..], out double unit)
            ? TimeSpan.FromMilliseconds(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) * unit)
            : Allowed(TimeSpan.Parse(value, CultureInfo.InvariantCulture), _ => value.Contains(':'));
    }
}
