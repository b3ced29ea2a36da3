using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>The app settings under which the worker works with whatever plays the Events API, the hub and the storage.</summary>
/// <param name="Storage">The storage connection string, for the cursors and for a host that needs storage itself.</param>
internal sealed record WorkerSettings(string ServerUrl, string Token, string EventHubConnection, string Storage)
{
    public string EventHubName { get; init; } = "onepassword-events";

    /// <summary>When all three timers fire.</summary>
    public string Schedule { get; init; } = "0 * * * * *";

    /// <summary>The maximum per fetch of all three feeds; null leaves the app's default.</summary>
    public int? Maximum { get; init; }

    /// <summary>The settings by name.</summary>
    public Dictionary<string, string> ToDictionary()
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["AzureWebJobsStorage"] = Storage,
            ["CursorStorage"] = Storage,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["OnePassword__ServerUrl"] = ServerUrl,
            ["OnePassword__ApiToken"] = Token,
            ["EventHubConnection"] = EventHubConnection,
            ["EventHubName"] = EventHubName,
            ["ProofSchedule"] = "0 30 4 * * *",
        };
        foreach (string feed in (string[])["AuditEvents", "ItemUsageActions", "SignInAttempts"])
        {
            settings[feed + "Schedule"] = Schedule;
            if (Maximum is { } maximum)
            {
                settings[$"OnePassword__Max{feed}PerFetch"] = maximum.ToString(CultureInfo.InvariantCulture);
            }
        }

        return settings;
    }
}
