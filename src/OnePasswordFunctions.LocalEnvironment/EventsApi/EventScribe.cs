using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Writes events as the API has them, with values drawn from a seeded source: every action, type and category comes up, and each
/// optional part is there, is missing or is null.
/// </summary>
internal sealed class EventScribe(int seed, string account)
{
    private const string AmpersandName = "Robin & Sons";

    // Names as they come: other scripts, characters beyond the basic plane, and one that Go's encoder escapes.
    private static readonly string[] Names =
    [
        "Ann Verhoeven", "Bo Lindqvist", "Cyra Mensah", "Dana Okafor", "José Ñuñez", "Zoë Müller-Ångström",
        "李小龍", "Анна Каренина", "محمد علي", AmpersandName, "O'Brien \"Max\" \\ Co", "Ada 🚀 Lovelace",
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

    private static readonly JsonSerializerOptions AsTheApiDoes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Random _random = new(seed);

    /// <summary>One of a feed's events; with the number its action or type changes.</summary>
    public EventTemplate Write(SimulatedFeed feed, int number)
    {
        TimestampFormat format = Pick(Formats);
        var json = new JsonObject { ["uuid"] = EventTemplate.UuidPlaceholder, ["timestamp"] = EventTemplate.TimestampPlaceholder(format) };
        switch (feed)
        {
            case SimulatedFeed.AuditEvents:
                WriteAuditEvent(json, EventCatalogue.AuditActions[number % EventCatalogue.AuditActions.Length], EventCatalogue.AuditObjects[number % EventCatalogue.AuditObjects.Length]);
                break;
            case SimulatedFeed.ItemUsages:
                WriteItemUsage(json, number);
                break;
            default:
                WriteSignIn(json, EventCatalogue.SignInResults[number % EventCatalogue.SignInResults.Length].Split('/'));
                break;
        }

        string text = json.ToJsonString(AsTheApiDoes).Replace(AmpersandName, "Robin \\u0026 Sons", StringComparison.Ordinal);
        return new EventTemplate(Encoding.UTF8.GetBytes(text), format);
    }

    private void WriteAuditEvent(JsonObject json, string action, string objectType)
    {
        string actor = Id(), thing = Id(lower: objectType != "user");
        json["actor_uuid"] = actor;
        json["actor_details"] = Person(actor);
        if (Chance(80))
        {
            json["actor_type"] = Chance(90) ? "user" : "external_user";
            json["actor_account_uuid"] = account;
            json["account_uuid"] = account;
        }

        json["action"] = action;
        json["object_type"] = objectType;
        json["object_uuid"] = Chance(97) ? thing : "";
        if (objectType == "user")
        {
            json["object_details"] = Person(thing);
        }

        if (objectType == "dlgdsess" || action == "dlgsess")
        {
            json["aux_info"] = $$"""{"expiry":"{{PastTime()}}","deviceUuid":"{{Id(lower: true)}}"}""";
        }
        else if (objectType is "gm" or "uva" or "gva" or "device" || Chance(40))
        {
            string helper = Id();
            json["aux_id"] = 1_000_000 + _random.Next(9_000_000);
            json["aux_uuid"] = helper;
            json["aux_details"] = Person(helper);
            json["aux_info"] = Chance(50) ? "R" : "A";
        }

        json["session"] = new JsonObject { ["uuid"] = Id(), ["login_time"] = PastTime(), ["device_uuid"] = Id(lower: true), ["ip"] = Address() };
        WriteLocation(json, byCode: false);
    }

    private void WriteItemUsage(JsonObject json, int number)
    {
        json["used_version"] = _random.Next(30);
        json["vault_uuid"] = Id(lower: true);
        json["item_uuid"] = Id(lower: true);
        if (number % 64 != 63)
        {
            // Events older than late 2021 have none.
            json["action"] = EventCatalogue.ItemActions[number % EventCatalogue.ItemActions.Length];
        }

        json["user"] = User();
        WriteClient(json);
        WriteLocation(json, byCode: true);
        WriteAccount(json);
    }

    private void WriteSignIn(JsonObject json, string[] result)
    {
        json["session_uuid"] = Chance(97) ? Id() : "";
        json["category"] = result[0];
        json["type"] = result[1];
        json["country"] = Pick(Places).Code;
        if (result[0].StartsWith("firewall", StringComparison.Ordinal))
        {
            json["details"] = new JsonObject { ["value"] = result[1] == "ip_blocked" ? Address() : "Europe" };
        }
        else if (Chance(60))
        {
            json["details"] = null;
        }

        if (Chance(95))
        {
            json["target_user"] = User();
        }

        WriteClient(json);
        WriteLocation(json, byCode: true);
        WriteAccount(json);
    }

    private void WriteAccount(JsonObject json)
    {
        if (Chance(80))
        {
            json["account_uuid"] = account;
        }
    }

    private void WriteClient(JsonObject json)
    {
        string[] client = Pick(Clients);
        string[] members = ["app_name", "app_version", "platform_name", "platform_version", "os_name", "os_version"];
        var parts = new JsonObject(members.Zip(client).Where(pair => pair.Second.Length > 0).Select(pair => KeyValuePair.Create(pair.First, (JsonNode?)pair.Second)));
        parts["ip_address"] = Address();
        json["client"] = parts;
    }

    private void WriteLocation(JsonObject json, bool byCode)
    {
        (string code, string name, string region, string city, double latitude, double longitude) = Pick(Places);
        JsonObject location = Chance(90) ? new() { ["country"] = byCode ? code : name, ["region"] = region, ["city"] = city } : new() { ["country"] = byCode ? code : name };
        location["latitude"] = latitude;
        location["longitude"] = longitude;
        if (Chance(85))
        {
            json["location"] = location;
        }
    }

    private JsonObject Person(string uuid) => new() { ["uuid"] = uuid, ["name"] = Pick(Names), ["email"] = $"person{_random.Next(10_000)}@example.com" };

    private JsonObject User()
    {
        JsonObject user = Person(Id());
        if (Chance(80))
        {
            // Captures show the one name, the documents the other.
            user[Chance(80) ? "user_type" : "type"] = Chance(90) ? "user" : "external_user";
            user["user_account_uuid"] = account;
        }

        return user;
    }

    /// <summary>True in <paramref name="percent"/> of a hundred cases.</summary>
    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private string Id(bool lower = false)
    {
        var id = new string(_random.GetItems<char>(EventIdentity.Alphabet, EventIdentity.Length));
        return lower ? id.ToLowerInvariant() : id;
    }

    private string Address() => Chance(25)
        ? $"2001:db8:{_random.Next(1, 0xffff):x}::{_random.Next(1, 0xffff):x}"
        : $"203.0.113.{_random.Next(1, 255)}";

    private string PastTime() => new DateTime(2026, 3, 2, 8, 1, 12, DateTimeKind.Utc).AddSeconds(-_random.Next(100_000)).ToString("O", CultureInfo.InvariantCulture);
}
