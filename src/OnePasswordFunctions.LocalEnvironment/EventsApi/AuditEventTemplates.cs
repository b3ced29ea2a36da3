using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Audit events: every action, every object type, with and without each optional part.</summary>
internal static class AuditEventTemplates
{
    public static EventTemplate Make(EventScribe scribe, int number) => scribe.Template(format =>
    {
        Utf8JsonWriter json = scribe.Json;
        string actor = scribe.Id();
        string action = EventCatalogue.AuditActions[number % EventCatalogue.AuditActions.Length];
        string objectType = EventCatalogue.AuditObjects[number % EventCatalogue.AuditObjects.Length];
        scribe.Timestamp(format);
        json.WriteString("actor_uuid", actor);
        scribe.Person("actor_details", actor, withType: false);
        if (scribe.Chance(80))
        {
            json.WriteString("actor_type", scribe.Chance(90) ? "user" : "external_user");
            json.WriteString("actor_account_uuid", scribe.Account);
            json.WriteString("account_uuid", scribe.Account);
        }

        json.WriteString("action", action);
        json.WriteString("object_type", objectType);
        string thing = scribe.Id(lower: objectType is not "user");
        json.WriteString("object_uuid", scribe.Chance(97) ? thing : "");
        if (objectType == "user")
        {
            scribe.Person("object_details", thing, withType: false);
        }

        Auxiliary(scribe, action, objectType);
        json.WriteStartObject("session");
        json.WriteString("uuid", scribe.Id());
        json.WriteString("login_time", scribe.PastTime());
        json.WriteString("device_uuid", scribe.Id(lower: true));
        json.WriteString("ip", scribe.Address());
        json.WriteEndObject();
        scribe.Location(byCode: false);
    });

    private static void Auxiliary(EventScribe scribe, string action, string objectType)
    {
        if (objectType is "dlgdsess" || action is "dlgsess")
        {
            string text = $$"""{"expiry":"{{scribe.PastTime()}}","deviceUuid":"{{scribe.Id(lower: true)}}"}""";
            scribe.Json.WriteString("aux_info", text);
        }
        else if (objectType is "gm" or "uva" or "gva" or "device" || scribe.Chance(40))
        {
            string helper = scribe.Id();
            scribe.Json.WriteNumber("aux_id", 1_000_000 + scribe.Number(9_000_000));
            scribe.Json.WriteString("aux_uuid", helper);
            scribe.Person("aux_details", helper, withType: false);
            scribe.Json.WriteString("aux_info", scribe.Chance(50) ? "R" : "A");
        }
    }
}
