using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Writes events after the samples in SampleEvents.json, which have what the API's events have: optional parts that are there, are missing or are
/// null, and names of all scripts. A placeholder that has a list beside the samples takes its values in turn; every other is an id.
/// </summary>
internal sealed partial class EventScribe(int seed, string account, EventIdentity identity)
{
    private static readonly Dictionary<string, Dictionary<string, JsonElement[]>> Samples = Load();

    private static readonly TimestampFormat[] Formats =
    [
        new(9, 0), new(9, 0), new(9, 0), new(9, 0), new(9, 0), new(0, 0), new(3, 0), new(6, 0), new(0, -180), new(9, 330), new(6, 60), new(7, 0),
    ];

    private readonly Random _random = new(seed);

    /// <summary>The values that a member of a feed's events takes, such as <c>action</c>, as the API's reference lists them.</summary>
    public static IReadOnlyList<string> ValuesOf(SimulatedFeed feed, string member) => [.. Samples[feed.Name][member].Select(value => value.GetString()!)];

    /// <summary>One of a feed's events; with the number its action or type changes.</summary>
    public EventTemplate Write(SimulatedFeed feed, int number)
    {
        Dictionary<string, JsonElement[]> samples = Samples[feed.Name];
        TimestampFormat format = Formats[_random.Next(Formats.Length)];
        JsonElement[] events = samples["events"];
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        string json = Placeholder().Replace(events[_random.Next(events.Length)].GetRawText(), match => match.Groups["name"].Value switch
        {
            "uuid" => EventTemplate.UuidPlaceholder,
            "timestamp" => EventTemplate.TimestampPlaceholder(format),
            "account" => account,
            "ip" => Address(),
            var name when samples.TryGetValue(name, out JsonElement[]? values) => values[number % values.Length].GetString()!,
            var name when ids.TryGetValue(name, out string? known) => known,
            var name => ids[name] = Id(isUpper: char.IsUpper(name[0])),
        });
        return new EventTemplate(Encoding.UTF8.GetBytes(json), format, (sequence, uuid) => identity.Write(feed, sequence, uuid));
    }

    private static Dictionary<string, Dictionary<string, JsonElement[]>> Load()
    {
        using Stream file = typeof(EventScribe).Assembly.GetManifestResourceStream("SampleEvents.json")!;
        // The samples are taken as they stand there, escapes included.
        return JsonDocument.Parse(file).RootElement.EnumerateObject().ToDictionary(
            feed => feed.Name, feed => feed.Value.EnumerateObject().ToDictionary(list => list.Name, list => list.Value.EnumerateArray().ToArray()));
    }

    private string Id(bool isUpper)
    {
        var id = new string(_random.GetItems<char>(EventIdentity.Alphabet, EventIdentity.Length));
        return isUpper ? id : id.ToLowerInvariant();
    }

    private string Address() => _random.Next(4) == 0
        ? $"2001:db8:{_random.Next(1, 0xffff):x}::{_random.Next(1, 0xffff):x}"
        : $"203.0.113.{_random.Next(1, 255)}";

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
