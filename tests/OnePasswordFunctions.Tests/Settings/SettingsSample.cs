using Microsoft.Extensions.Configuration;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

/// <summary>Settings without a problem, for tests that change one thing.</summary>
internal static class SettingsSample
{
    public const string Token = "eyJhbGciOiJFUzI1NiJ9.SECRETSECRETSECRET.signature";
    public const string Key = "U0VDUkVUU0VDUkVUU0VDUkVU";
    public const string GoodConnection = $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={Key}";

    private static readonly Dictionary<string, string?> Good = new()
    {
        ["OnePassword:ApiToken"] = Token,
        ["EventHubConnection"] = GoodConnection,
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["AuditEventsSchedule"] = "0 * * * * *",
        ["ItemUsageActionsSchedule"] = "0 */5 * * * *",
        ["SignInAttemptsSchedule"] = "* * * * *",
    };

    /// <summary>Reads the good settings with these changes, their names written as in the portal.</summary>
    public static IngesterSettings Read(params (string Name, string Value)[] changes)
    {
        var values = new Dictionary<string, string?>(Good);
        foreach ((string name, string value) in changes)
        {
            values[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return IngesterSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
