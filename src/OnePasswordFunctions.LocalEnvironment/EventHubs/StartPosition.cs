using System.Globalization;
using System.Text.RegularExpressions;
using Amqp.Framing;
using Amqp.Types;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Where a reader begins: at the first message for which the annotation is above a value, or equal to it when that is included.</summary>
/// <param name="Value">The annotation's value.</param>
/// <param name="ValueOf">Reads the annotation; it never goes down within a partition.</param>
/// <param name="IsInclusive">Whether a message that has exactly this value is wanted too.</param>
internal sealed partial record StartPosition(long Value, Func<HubMessage, long> ValueOf, bool IsInclusive)
{
    private static readonly Symbol FilterName = "apache.org:selector-filter:string";

    public static StartPosition Beginning { get; } = new(-1, message => message.SequenceNumber, IsInclusive: false);

    public bool Includes(HubMessage message) => IsInclusive ? ValueOf(message) >= Value : ValueOf(message) > Value;

    /// <summary>Reads the selector of a link's source; without one a reader begins at the beginning. Null when it is none that the service knows.</summary>
    public static StartPosition? Read(Source source, PartitionState state)
    {
        if (source.FilterSet?[FilterName] is not DescribedValue filter)
        {
            return Beginning;
        }

        Match match = Selector().Match(filter.Value as string ?? "");
        if (!match.Success)
        {
            return null;
        }

        bool isInclusive = match.Groups["operator"].Value == ">=";
        string text = match.Groups["value"].Value;
        if (text == "@latest")
        {
            return new(state.Last, message => message.SequenceNumber, IsInclusive: false);
        }

        Func<HubMessage, long> valueOf = match.Groups["name"].Value switch
        {
            "offset" => message => message.Offset,
            "sequence-number" => message => message.SequenceNumber,
            _ => message => message.EnqueuedAt.ToUnixTimeMilliseconds(),
        };
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? new(value, valueOf, isInclusive) : null;
    }

    [GeneratedRegex("""^amqp\.annotation\.x-opt-(?<name>offset|sequence-number|enqueued-time) *(?<operator>>=?) *'?(?<value>@latest|-?\d+)'?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Selector();
}
