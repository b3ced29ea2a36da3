using System.Globalization;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>The text form of a fault: <c>[target:]fault[=value][*count][,option=value]…</c>.</summary>
internal static class FaultSpecParser
{
    private const string Options = "count, every, after, chance, seed, request, retry-after, body, delay, for, bytes";

    public static bool TryParse(string? text, FaultVocabulary vocabulary, out FaultSpec? spec, out string error)
    {
        spec = null;
        string rest = (text ?? "").Trim();
        string? target = null;
        // A colon further on belongs to a value, such as delay=00:00:05.
        int colon = rest.IndexOfAny([':', '=', ',']);
        if (colon >= 0 && rest[colon] == ':')
        {
            target = rest[..colon].Trim();
            rest = rest[(colon + 1)..];
            if (target.Equals("all", StringComparison.OrdinalIgnoreCase))
            {
                target = null;
            }
            else if (!vocabulary.Targets.Contains(target, StringComparer.OrdinalIgnoreCase))
            {
                error = $"'{target}' in '{text}' is not a target. Allowed before the colon: all, {string.Join(", ", vocabulary.Targets)}.";
                return false;
            }
        }

        string[] parts = SplitCount(rest).Split(',', StringSplitOptions.TrimEntries);
        (string name, string? value) = SplitPair(parts[0]);
        if (!vocabulary.TryFind(name, out FaultKind kind))
        {
            error = $"'{name}' in '{text}' is not a fault. Allowed: {string.Join(", ", vocabulary.KindNames)}. Example: status=503,count=2,retry-after=5";
            return false;
        }

        var parsed = new FaultSpec(kind) { Target = target };
        if (!TryReadKindValue(parsed, value, out spec, out error))
        {
            return false;
        }

        foreach (string part in parts.Skip(1))
        {
            (string option, string? optionValue) = SplitPair(part);
            if (!TryReadOption(spec!, option, optionValue ?? "", out spec, out error))
            {
                spec = null;
                return false;
            }
        }

        spec = spec! with { Request = kind == FaultKind.Refuse ? spec.Request : spec.Request ?? vocabulary.UsualRequest };
        return true;
    }

    public static string Format(FaultSpec spec)
    {
        var text = new StringBuilder();
        text.Append(spec.Target ?? "all").Append(':').Append(FaultVocabulary.NameOf(spec.Kind));
        AppendIf(spec.Kind == FaultKind.Status, "=", spec.Status.ToString(CultureInfo.InvariantCulture));
        AppendIf(spec.Count is not null, ",count=", spec.Count?.ToString(CultureInfo.InvariantCulture));
        AppendIf(spec.Every > 1, ",every=", spec.Every.ToString(CultureInfo.InvariantCulture));
        AppendIf(spec.After > 0, ",after=", spec.After.ToString(CultureInfo.InvariantCulture));
        AppendIf(spec.Chance is not null, ",chance=", spec.Chance?.ToString(CultureInfo.InvariantCulture));
        AppendIf(spec.Seed != 0, ",seed=", spec.Seed.ToString(CultureInfo.InvariantCulture));
        AppendIf(spec.Request is not null, ",request=", spec.Request?.ToString().ToLowerInvariant());
        AppendIf(spec.RetryAfter is not null, ",retry-after=", (spec.RetryAfterAsDate ? "date+" : "") + Seconds(spec.RetryAfter));
        AppendIf(spec.Body != FaultBody.Usual, ",body=", spec.Body.ToString().ToLowerInvariant());
        AppendIf(spec.Delay is not null, ",delay=", Milliseconds(spec.Delay) + "ms");
        AppendIf(spec.For is not null, ",for=", Milliseconds(spec.For) + "ms");
        AppendIf(spec.Bytes is not null, ",bytes=", spec.Bytes?.ToString(CultureInfo.InvariantCulture));
        return text.ToString();

        void AppendIf(bool condition, string label, string? value) => text.Append(condition ? label + value : "");
    }

    private static bool TryReadKindValue(FaultSpec parsed, string? value, out FaultSpec? spec, out string error)
    {
        spec = parsed;
        error = "";
        if (parsed.Kind == FaultKind.Status)
        {
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status is < 200 or > 599)
            {
                spec = null;
                error = $"status needs a number from 200 to 599, for example status=503; '{value}' is none.";
                return false;
            }

            spec = parsed with { Status = status };
        }
        else if (value is not null)
        {
            // latency=100ms reads better than latency,delay=100ms; both mean the same.
            return TryReadOption(parsed, "delay", value, out spec, out error);
        }

        return true;
    }

    private static bool TryReadOption(FaultSpec spec, string name, string value, out FaultSpec? result, out string error)
    {
        error = "";
        result = name.ToLowerInvariant() switch
        {
            "count" => Number(1) is int count ? spec with { Count = count } : null,
            "every" => Number(1) is int every ? spec with { Every = every } : null,
            "after" => Number(0) is int after ? spec with { After = after } : null,
            "bytes" => Number(0) is int bytes ? spec with { Bytes = bytes } : null,
            "chance" => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double chance) && chance is > 0 and <= 1 ? spec with { Chance = chance } : null,
            "seed" => Number(0) is int seed ? spec with { Seed = seed } : null,
            "delay" => TryReadDuration(value, out TimeSpan delay) ? spec with { Delay = delay } : null,
            "for" => TryReadDuration(value, out TimeSpan period) && period > TimeSpan.Zero ? spec with { For = period } : null,
            "retry-after" => ReadRetryAfter(spec, value),
            "body" => Enum.TryParse(value, ignoreCase: true, out FaultBody body) ? spec with { Body = body } : null,
            "request" => Enum.TryParse(value, ignoreCase: true, out RequestKind kind) ? spec with { Request = kind } : null,
            _ => null,
        };
        if (result is null)
        {
            error = $"'{name}={value}' is not an option of a fault. Allowed: {Options}; counts and seed are whole numbers, chance is above 0 and up to 1, "
                + "delay and for are like 250ms, 5s, -1h or 00:00:05, retry-after is seconds or date+seconds, "
                + $"body is one of {Words<FaultBody>()}, request is one of {Words<RequestKind>()}.";
        }

        return result is not null;

        int? Number(int least) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least ? number : null;
    }

    private static FaultSpec? ReadRetryAfter(FaultSpec spec, string value)
    {
        bool asDate = value.StartsWith("date+", StringComparison.OrdinalIgnoreCase);
        string seconds = asDate ? value["date+".Length..] : value;
        return int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? spec with { RetryAfter = TimeSpan.FromSeconds(number), RetryAfterAsDate = asDate }
            : null;
    }

    private static bool TryReadDuration(string text, out TimeSpan duration)
    {
        (string number, double milliseconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.OrdinalIgnoreCase) => (text[..^2], 1),
            _ when text.EndsWith('s') => (text[..^1], 1000),
            _ when text.EndsWith('m') => (text[..^1], 60_000),
            _ when text.EndsWith('h') => (text[..^1], 3_600_000),
            _ => ("", 0.0),
        };
        if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) && Math.Abs(amount * milliseconds) < 1e12)
        {
            duration = TimeSpan.FromMilliseconds(amount * milliseconds);
            return true;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && text.Contains(':');
    }

    /// <summary><c>busy*3</c> reads better than <c>busy,count=3</c>; both mean the same.</summary>
    private static string SplitCount(string text)
    {
        int star = text.IndexOf('*');
        return star < 0 ? text : $"{text[..star]},count={text[(star + 1)..]}";
    }

    private static (string Name, string? Value) SplitPair(string text)
    {
        int equals = text.IndexOf('=');
        return equals < 0 ? (text, null) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
    }

    private static string Words<T>() where T : struct, Enum => string.Join("/", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));

    private static string Seconds(TimeSpan? span) => ((long)(span?.TotalSeconds ?? 0)).ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan? span) => (span?.TotalMilliseconds ?? 0).ToString("0.###", CultureInfo.InvariantCulture);
}
