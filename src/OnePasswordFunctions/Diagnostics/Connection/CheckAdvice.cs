using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>What to do about a named failure, when the check has nothing more exact to say.</summary>
internal static class CheckAdvice
{
    public static string For(IngestionException failure) => (failure.Target, failure.Failure) switch
    {
        (_, IngestionFailure.Throttled) => "Wait a minute and try again.",
        (IngestionTarget.EventsApi, IngestionFailure.Unauthorized) => "Issue a new token for the Events Reporting integration, or correct OnePassword__ServerUrl to the region that issued this one.",
        (IngestionTarget.EventsApi, IngestionFailure.Unavailable) => "Check OnePassword__ServerUrl and that this app may reach it; if the address is right, 1Password may have an outage.",
        (IngestionTarget.EventsApi, _) => "Check that OnePassword__ServerUrl names an Events API server, not a sign-in address or a proxy.",
        (IngestionTarget.EventHub, IngestionFailure.Unavailable) => "Check EventHubConnection's host name, and that the namespace's firewall admits this app.",
        (IngestionTarget.EventHub, _) => "Check EventHubConnection and EventHubName.",
        _ => "Check CursorStorage (or AzureWebJobsStorage): the account's name, its firewall, and that this app's identity has the role Storage Table Data Contributor.",
    };
}
