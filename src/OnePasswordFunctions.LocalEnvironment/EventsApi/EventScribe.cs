using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Writes the parts that events of all feeds share, with values drawn from a seeded source.</summary>
internal sealed class EventScribe : IDisposable
{
    // Names as they come: other scripts, characters beyond the basic plane, and one that Go's encoder escapes.
    private static readonly string[] NameTokens =
    [
        "\"Ann Verhoeven\"", "\"Bo Lindqvist\"", "\"Cyra Mensah\"", "\"Dana Okafor\"", "\"José Ñuñez\"", "\"Zoë Müller-Ångström\"",
        "\"李小龍\"", "\"Анна Каренина\"", "\"محمد علي\"", "\"Robin \\u0026 Sons\"", "\"O'Brien \\\"Max\\\" \\\\ Co\"", "\"Ada 🚀 Lovelace\"",
    ];

    private static readonly (string Code, string Name, string Region, string City, double Latitude, double Longitude)[] Places =
    [
        ("NL", "Netherlands", "Utrecht", "Utrecht", 52.0907, 5.1214), ("DE", "Germany", "Hesse", "Frankfurt am Main", 50.1109, 8.6821),
        ("CA", "Canada", "Quebec", "Montréal", 45.5019, -73.5674), ("BR", "Brazil", "Paraná", "Curitiba", -25.4284, -49.2733),
        ("JP", "Japan", "Tokyo", "東京", 35.6762, 139.6503), ("US", "United States", "California", "San José", 37.3382, -121.8863),
    ];

    private static readonly string[][] Clients =
    [
        ["1Password for Web", "2107", "Edge", "133.0.3065.59", "Windows", "11"],
        ["1Password Browser Extension", "81056030", "Chrome", "133.0.6943.54", "MacOSX", "15.3.1"],
        ["1Password for Mac", "81054011", "cyra-laptop", "Mac14,9", "MacOSX", "14.7.2"],
        ["1Password for Windows", "81055002", "DESKTOP-7Q2M", "", "Windows", "10.0.22631"],
        ["1Password for iOS", "81055110", "Cyra's iPhone", "iPhone16,1", "iOS", "18.3"],
        ["1Password for Android", "81056004", "Pixel 8", "Pixel 8", "Android", "15"],
        ["1Password CLI", "2300003", "runner-17", "amd64", "Linux", "6.8.0"],
        ["1Password SCIM Bridge", "20904", "scim", "amd64", "Linux", "6.1.0"],
    ];

    private static readonly TimestampFormat[] Formats =
    [
        new(9, 0), new(9, 0), new(9, 0), new(9, 0), new(9, 0), new(0, 0), new(3, 0), new(6, 0), new(0, -180), new(9, 330), new(6, 60), new(7, 0),
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly Random _random;
    private readonly string _account;

    public EventScribe(int seed, string account)
    {
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _random = new Random(seed);
        _account = account;
    }

    public Utf8JsonWriter Json => _json;

    public string Account => _account;

    /// <summary>True in <paramref name="percent"/> of a hundred cases.</summary>
    public bool Chance(int percent) => _random.Next(100) < percent;

    public string Pick(string[] words) => words[_random.Next(words.Length)];

    public int Number(int below) => _random.Next(below);

    public string Id(bool lower = false)
    {
        string id = string.Create(EventIdentity.Length, _random, (text, random) =>
        {
            foreach (ref char character in text)
            {
                character = EventIdentity.Alphabet[random.Next(32)];
            }
        });
        return lower ? id.ToLowerInvariant() : id;
    }

    public string Address() => Chance(25)
        ? $"2001:db8:{_random.Next(1, 0xffff):x}::{_random.Next(1, 0xffff):x}"
        : $"203.0.113.{_random.Next(1, 255)}";

    public string PastTime() => new DateTime(2026, 3, 2, 8, 1, 12, DateTimeKind.Utc).AddSeconds(-_random.Next(100_000))
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public EventTemplate Template(Action<TimestampFormat> write)
    {
        TimestampFormat format = Formats[_random.Next(Formats.Length)];
        _buffer.Clear();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("uuid", EventTemplate.UuidPlaceholder);
        write(format);
        _json.WriteEndObject();
        _json.Flush();
        return new EventTemplate(_buffer.WrittenSpan.ToArray(), format);
    }

    public void Timestamp(TimestampFormat format) => _json.WriteString("timestamp", EventTemplate.TimestampPlaceholder(format));

    public void Person(string property, string uuid, bool withType)
    {
        _json.WriteStartObject(property);
        _json.WriteString("uuid", uuid);
        _json.WritePropertyName("name");
        _json.WriteRawValue(Pick(NameTokens));
        _json.WriteString("email", $"person{_random.Next(10_000)}@example.com");
        if (withType)
        {
            // Captures show the one name, the documents the other.
            _json.WriteString(Chance(80) ? "user_type" : "type", Chance(90) ? "user" : "external_user");
            _json.WriteString("user_account_uuid", _account);
        }

        _json.WriteEndObject();
    }

    public void Client()
    {
        string[] client = Clients[_random.Next(Clients.Length)];
        _json.WriteStartObject("client");
        _json.WriteString("app_name", client[0]);
        _json.WriteString("app_version", client[1]);
        _json.WriteString("platform_name", client[2]);
        if (client[3].Length > 0)
        {
            _json.WriteString("platform_version", client[3]);
        }

        _json.WriteString("os_name", client[4]);
        _json.WriteString("os_version", client[5]);
        _json.WriteString("ip_address", Address());
        _json.WriteEndObject();
    }

    public string Country() => Places[_random.Next(Places.Length)].Code;

    public void Location(bool byCode)
    {
        if (!Chance(85))
        {
            return;
        }

        (string code, string name, string region, string city, double latitude, double longitude) = Places[_random.Next(Places.Length)];
        _json.WriteStartObject("location");
        _json.WriteString("country", byCode ? code : name);
        if (Chance(90))
        {
            _json.WriteString("region", region);
            _json.WriteString("city", city);
        }

        _json.WriteNumber("latitude", latitude);
        _json.WriteNumber("longitude", longitude);
        _json.WriteEndObject();
    }

    public void Dispose() => _json.Dispose();
}
