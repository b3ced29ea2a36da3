using System.Text.Json;
using OnePasswordFunctions.Settings;
using OnePasswordFunctions.Tests.Infra.Bicep;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The settings that Bicep sets are the settings that host and handler know, and the other way round.</summary>
public class AppSettingsTests
{
    private static readonly string[] _hostSettings =
    [
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AZURE_CLIENT_ID",
    ];

    private static readonly string[] _premiumOnly =
        ["FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"];

    /// <summary>Settings of the handler whose default is right in Azure, or that are another form of one that is set.</summary>
    private static readonly string[] _leftAtDefault =
        ["OnePassword__TrustAnyCertificate", "OnePassword__UseSystemProxy", "EventHubConnection", "CursorStorage", "CursorStorage__accountName", "OTEL_EXPORTER_OTLP_HEADERS",
            "EventHubConsumerGroup", "ProofSchedule"];

    private static string[] HandlerSettings => [.. SettingCatalogue.All.Select(s => s.Name).Except(_leftAtDefault)];

    private static BicepFile Module => InfraFiles.Module("appSettings");

    [Fact]
    public void Settings_AreThoseOfHostAndHandler()
    {
        var expected = _hostSettings.Concat(HandlerSettings).Concat(_premiumOnly).Concat(FunctionNames().Select(DisabledSetting));

        Assert.Equal(expected.Order(), SettingsOf("settings", "premiumSettings", "otlpSettings").Order());
        Assert.Empty(_leftAtDefault.Except(SettingCatalogue.All.Select(s => s.Name)));
    }

    [Fact]
    public void Settings_ThatFlexRefuses_AreSetOnPremiumOnly()
    {
        Assert.Equal(_premiumOnly.Order(), SettingsOf("premiumSettings").Order());
        Assert.Empty(SettingsOf("settings").Intersect([.. _premiumOnly, "WEBSITE_TIME_ZONE", "TZ", "AzureWebJobsStorage"]));
    }

    [Fact]
    public void Functions_EachHaveADisabledSwitch() =>
        Assert.Empty(FunctionNames().Select(DisabledSetting).Except(SettingsOf("settings")));

    [Fact]
    public void Timers_EachHaveTheScheduleThatTheirBindingNames()
    {
        var schedules = FunctionFiles().SelectMany(Schedules).ToList();

        Assert.Equal(3, schedules.Count);
        Assert.Empty(schedules.Except(SettingsOf("settings")));
    }

    [Fact]
    public void SwitchesInMain_NameEveryFunction()
    {
        var type = InfraFiles.Main.Find("param", "disabledFunctions").Source;

        Assert.All(FunctionNames(), name => Assert.Contains(name, type));
        Assert.All(FunctionFiles().Where(f => Schedules(f).Any()), f => Assert.Contains(FunctionName(f), InfraFiles.Main.Find("type", "alwaysReadyCounts").Source));
    }

    [Fact]
    public void SampleForLocalUse_NamesOnlyKnownSettings()
    {
        using var sample = JsonDocument.Parse(InfraFiles.Read("local.settings.sample.json"));
        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(p => p.Name);

        Assert.Empty(names.Except([.. HandlerSettings, .. _leftAtDefault, "AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"]));
    }

    [Fact]
    public void RunBudget_StaysBelowTheFunctionTimeout()
    {
        using var host = JsonDocument.Parse(InfraFiles.Read("host.json"));
        var timeout = TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!, null);

        Assert.True(TimeSpan.Parse(InfraFiles.Main.Find("param", "maxRunDuration").Value!.Text, null) < timeout);
    }

    [Fact]
    public void Token_IsAKeyVaultReferenceWithoutAVersion()
    {
        var value = Module.Find("var", "settings").Value!.Find("OnePassword__ApiToken")!.Text;

        Assert.Equal("@Microsoft.KeyVault(SecretUri=${})", value);
        Assert.EndsWith("/secrets/${}/", InfraFiles.Module("keyVault").Find("output", "tokenSecretUri").Value!.Text.Replace("${}secrets", "/secrets"));
    }

    private static IEnumerable<string> SettingsOf(params string[] variables) =>
        variables.SelectMany(v => Module.Find("var", v).Value!.Properties.Select(p => p.Text));

    private static string[] FunctionFiles() =>
        Directory.GetFiles(Path.Combine(InfraFiles.Root, "src", "OnePasswordFunctions", "Functions"), "function.json", SearchOption.AllDirectories);

    private static string FunctionName(string file) => Path.GetFileName(Path.GetDirectoryName(file)!);

    private static IEnumerable<string> FunctionNames() => FunctionFiles().Select(FunctionName);

    private static string DisabledSetting(string function) => $"AzureWebJobs_{function}_Disabled";

    private static List<string> Schedules(string file)
    {
        using var function = JsonDocument.Parse(File.ReadAllText(file));
        return [.. function.RootElement.GetProperty("bindings").EnumerateArray()
            .Where(b => b.TryGetProperty("schedule", out _))
            .Select(b => b.GetProperty("schedule").GetString()!.Trim('%'))];
    }
}
