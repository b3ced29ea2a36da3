namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Settings with which the app runs, and nobody behind them.</summary>
internal static class GoodSettings
{
    /// <summary>The token in them; looks like nothing else in an answer.</summary>
    public const string Token = "tokenthatmustneverbeshown0123456789";

    public static Dictionary<string, string?> Create() => new()
    {
        ["OnePassword:ServerUrl"] = "http://127.0.0.1:9",
        ["OnePassword:ApiToken"] = Token,
        ["EventHubConnection"] = "Endpoint=sb://127.0.0.1:9/;SharedAccessKeyName=send;SharedAccessKey=hubkeythatmustneverbeshown;UseDevelopmentEmulator=true",
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["AuditEventsSchedule"] = "0 * * * * *",
        ["ItemUsageActionsSchedule"] = "0 * * * * *",
        ["SignInAttemptsSchedule"] = "0 * * * * *",
    };
}
