using System.Reflection;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The settings that a deployment makes are the settings that host and app know, and the other way round.</summary>
public class AppSettingsTests
{
    private static readonly string[] _functions =
        ["IngestAuditEvents", "IngestItemUsageActions", "IngestSignInAttempts", "GetEvents", "TestConnection", "Status", "ProveDelivery", "ProveDeliveryDaily"];

    private static readonly string[] _hostSettings =
    [
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AZURE_CLIENT_ID",
    ];

    /// <summary>Settings of the app whose default is right in Azure, or that are another form of one that is set.</summary>
    private static readonly string[] _leftAtDefault =
    [
        "OnePassword__TrustAnyCertificate", "OnePassword__UseSystemProxy", "EventHubConnection", "EventHubMaxBatchBytes",
        "CursorStorage", "CursorStorage__accountName", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS",
    ];

    private static string[] Catalogue => [.. SettingCatalogue.All.Select(s => s.Name)];

    [BicepFact]
    public async Task Settings_AreThoseOfHostAndApp()
    {
        var settings = (await Scenario.Default.SnapshotAsync()).Settings;

        Assert.Equal(_hostSettings.Concat(Catalogue.Except(_leftAtDefault)).Concat(_functions.Select(DisabledSetting)).Order(), settings.Keys.Order());
        Assert.Empty(_leftAtDefault.Except(Catalogue));
    }

    [BicepFact]
    public async Task Settings_OfAllOptions_AddOnlyWhatTheyAskFor()
    {
        var plain = (await Scenario.Default.SnapshotAsync()).Settings;
        var all = (await Scenario.Everything.SnapshotAsync()).Settings;

        Assert.Equal(["OTEL_EXPORTER_OTLP_ENDPOINT", "OnePassword__UseSystemProxy", "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED"], all.Keys.Except(plain.Keys).Order(StringComparer.Ordinal));
        Assert.Equal("0", all["WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED"]);
        Assert.Equal("AmqpWebSockets", all["EventHubTransport"]);
        Assert.Equal("auditevents,itemusages", all["OnePassword__EventTypes"]);
        Assert.Equal("50000", all["OnePassword__MaxAuditEventsPerFetch"]);
        Assert.Equal("10000", all["OnePassword__MaxItemUsageActionsPerFetch"]);
        Assert.Equal("false", all["OnePassword__FetchEvents"]);
        Assert.Equal("audit", all["EventHubConsumerGroup"]);
    }

    [BicepTheory]
    [InlineData("default", "AmqpTcp", "proof")]
    [InlineData("basic", "AmqpTcp", "$Default")]
    [InlineData("existing", "AmqpTcp", "$Default")]
    public async Task HubSettings_FitTheHub(string scenario, string transport, string consumerGroup)
    {
        var settings = (await Scenario.All[scenario].SnapshotAsync()).Settings;

        Assert.Equal(transport, settings["EventHubTransport"]);
        Assert.Equal(consumerGroup, settings["EventHubConsumerGroup"]);
    }

    [BicepFact]
    public async Task Settings_ThatFlexRefusesOrTheIdentityCannotUse_AreNotMade() =>
        Assert.All(Scenario.All.Values, scenario => Assert.Empty(scenario.SnapshotAsync().Result.Settings.Keys.Intersect(
        [
            "AzureWebJobsStorage", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
            "WEBSITE_RUN_FROM_PACKAGE", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_TIME_ZONE", "TZ", "WEBSITE_VNET_ROUTE_ALL", "APPINSIGHTS_INSTRUMENTATIONKEY",
        ])));

    [BicepTheory]
    [InlineData("default", "ProveDeliveryDaily")]
    [InlineData("basic", "ProveDelivery,ProveDeliveryDaily")]
    [InlineData("everything", "GetEvents,IngestItemUsageActions")]
    public async Task Switches_AreOffForEveryFunctionButThose(string scenario, string disabled)
    {
        var settings = (await Scenario.All[scenario].SnapshotAsync()).Settings;

        Assert.Equal(disabled.Split(','), _functions.Where(name => settings[DisabledSetting(name)] == "true").Order());
        Assert.All(_functions, name => Assert.Matches("^(true|false)$", settings[DisabledSetting(name)]));
    }

    [BicepFact]
    public async Task Schedules_AreThoseThatTimersName_AndOnesThatTheHostCanFire()
    {
        var settings = (await Scenario.Everything.SnapshotAsync()).Settings;
        string[] schedules = [.. EventFeed.All.Select(feed => SettingCatalogue.Schedule(feed).Name), SettingCatalogue.ProofSchedule.Name];

        Assert.All(schedules, schedule => Assert.Equal(6, settings[schedule].Split(' ').Length));
        Assert.Equal("0 */5 * * * *", settings["AuditEventsSchedule"]);
        Assert.Equal("0 0 5 * * *", settings["ProofSchedule"]);
        Assert.Empty(Triggers("TimerTriggerAttribute").Select(schedule => schedule.Trim('%')).Except(schedules));
    }

    [Fact]
    public void Functions_OfTheApp_AreThoseThatHaveASwitch() => Assert.Equal(_functions.Order(), FunctionsOfTheApp().Order());

    [Fact]
    public void SampleForLocalUse_NamesOnlyKnownSettings()
    {
        using var sample = JsonDocument.Parse(InfraFiles.Read("src/OnePasswordFunctions/local.settings.sample.json"));
        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(p => p.Name);

        Assert.Empty(names.Except([.. Catalogue, "AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobs.ProveDeliveryDaily.Disabled"]));
    }

    [BicepFact]
    public async Task RunBudget_StaysBelowTheFunctionTimeout()
    {
        using var host = JsonDocument.Parse(InfraFiles.Read("src/OnePasswordFunctions/host.json"));
        var timeout = TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!, null);

        Assert.True(TimeSpan.Parse((await Scenario.Default.SnapshotAsync()).Settings["OnePassword__MaxRunDuration"], null) < timeout);
    }

    [BicepFact]
    public async Task Token_IsAReferenceWithoutAVersion_ReadByTheAppsIdentity()
    {
        Snapshot snapshot = await Scenario.Default.SnapshotAsync();

        Assert.Equal(
            $"[format('@Microsoft.KeyVault(SecretUri=https://{{0}}{{1}}/secrets/{{2}}/)', '{snapshot.Only("Microsoft.KeyVault/vaults").Name}', environment().suffixes.keyvaultDns, 'onepassword-events-api-token')]",
            snapshot.Settings["OnePassword__ApiToken"]);
        Assert.Equal(snapshot.Only("Microsoft.ManagedIdentity/userAssignedIdentities").Id, snapshot.Only("Microsoft.Web/sites").Text("keyVaultReferenceIdentity"));
    }

    private static string DisabledSetting(string function) => $"AzureWebJobs_{function}_Disabled";

    private static IEnumerable<MethodInfo> Methods() =>
        typeof(SettingCatalogue).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    private static IEnumerable<string> FunctionsOfTheApp() =>
        Methods().SelectMany(method => method.CustomAttributes).Where(a => a.AttributeType.Name == "FunctionAttribute").Select(a => (string)a.ConstructorArguments[0].Value!);

    private static IEnumerable<string> Triggers(string attribute) =>
        Methods().SelectMany(method => method.GetParameters()).SelectMany(p => p.CustomAttributes).Where(a => a.AttributeType.Name == attribute).Select(a => (string)a.ConstructorArguments[0].Value!);
}
