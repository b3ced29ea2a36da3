namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Item usage actions: every action, from people and from service accounts.</summary>
internal static class ItemUsageTemplates
{
    public static EventTemplate Make(EventScribe scribe, int number) => scribe.Template(format =>
    {
        scribe.Timestamp(format);
        scribe.Json.WriteNumber("used_version", scribe.Number(30));
        scribe.Json.WriteString("vault_uuid", scribe.Id(lower: true));
        scribe.Json.WriteString("item_uuid", scribe.Id(lower: true));
        if (number % 64 != 63)
        {
            // Events older than late 2021 have none.
            scribe.Json.WriteString("action", EventCatalogue.ItemActions[number % EventCatalogue.ItemActions.Length]);
        }

        scribe.Person("user", scribe.Id(), withType: scribe.Chance(80));
        scribe.Client();
        scribe.Location(byCode: true);
        if (scribe.Chance(80))
        {
            scribe.Json.WriteString("account_uuid", scribe.Account);
        }
    });
}
