using System.Globalization;
using System.Text.RegularExpressions;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Where a reader begins: at the first message for which an annotation is above a value, or equal to it when that is included.</summary>
internal static partial class StartPosition
{
    private static readonly Symbol FilterName = "apache.org:selector-filter:string";

    /// <summary>
    /// The sequence number at which the reader of a link's source begins; the partition's end when no message is that far yet, its beginning when
    /// the source has no selector.
    /// </summary>
    /// <exception cref="AmqpException">It has a selector that the service does not know.</exception>
    public static long Find(Source source, HubPartition partition)
    {
        if (source.FilterSet?[FilterName] is not DescribedValue filter)
        {
            return 0;
        }

        Match match = Selector().Match(filter.Value as string ?? "");
        string text = match.Groups["value"].Value;
        if (text == "@latest")
        {
            return partition.State.Last + 1;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            throw new AmqpException(HubRefusals.Of(HubRefusals.ArgumentError, "The selector of the link is not understood."));
        }

        long least = match.Groups["operator"].Value == ">=" ? value : value + 1;
        return match.Groups["name"].Value switch
        {
            "offset" => partition.FindFirst(message => message.Offset >= least),
            "sequence-number" => least,
            _ => partition.FindFirst(message => message.EnqueuedAt.ToUnixTimeMilliseconds() >= least),
        };
    }

    [GeneratedRegex("""^amqp\.annotation\.x-opt-(?<name>offset|sequence-number|enqueued-time) *(?<operator>>=?) *'?(?<value>@latest|-?\d+)'?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Selector();
}
