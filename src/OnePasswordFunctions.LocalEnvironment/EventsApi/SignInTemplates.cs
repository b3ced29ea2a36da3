using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Sign-in attempts: every category and type, with details present, null and missing.</summary>
internal static class SignInTemplates
{
    public static EventTemplate Make(EventScribe scribe, int number) => scribe.Template(format =>
    {
        Utf8JsonWriter json = scribe.Json;
        string[] result = EventCatalogue.SignInResults[number % EventCatalogue.SignInResults.Length].Split('/');
        json.WriteString("session_uuid", scribe.Chance(97) ? scribe.Id() : "");
        scribe.Timestamp(format);
        json.WriteString("category", result[0]);
        json.WriteString("type", result[1]);
        json.WriteString("country", scribe.Country());
        if (result[0].StartsWith("firewall", StringComparison.Ordinal))
        {
            json.WriteStartObject("details");
            json.WriteString("value", result[1] == "ip_blocked" ? scribe.Address() : "Europe");
            json.WriteEndObject();
        }
        else if (scribe.Chance(60))
        {
            json.WriteNull("details");
        }

        if (scribe.Chance(95))
        {
            scribe.Person("target_user", scribe.Id(), withType: scribe.Chance(80));
        }

        scribe.Client();
        scribe.Location(byCode: true);
        if (scribe.Chance(80))
        {
            json.WriteString("account_uuid", scribe.Account);
        }
    });
}
