using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>The app settings under which the worker works with whatever plays the Events API, the hub and the storage.</summary>
internal sealed record WorkerSettings
{
    public required string ServerUrl { get; init; }

    public required string Token { get; init; }

    public required string EventHubConnection { get; init; }

    public string EventHubName { get; init; } = "onepassword-events";

    /// <summary>The storage connection string, for the cursors and for a host that needs storage itself.</summary>
    public required string Storage { get; init; }

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
