using Microsoft.Extensions.Configuration;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

public sealed class UnreadSettingsTests
{
    [Theory]
    [InlineData("OnePassword__EventTypes__0", "OnePassword__EventTypes")]
    [InlineData("OnePassword__EvntTypes", "OnePassword__EventTypes")]
    [InlineData("onepassword__apitokn", "OnePassword__ApiToken")]
    [InlineData("OnePassword_ApiToken", "OnePassword__ApiToken")]
    [InlineData("OnePasswordApiToken", "OnePassword__ApiToken")]
    [InlineData("OnePassword__MaxAuditEventPerFetch", "OnePassword__MaxAuditEventsPerFetch")]
    [InlineData("EventHubConnectionString", "EventHubConnection")]
    [InlineData("EventHubConnection__fullyQualifiedNamspace", "EventHubConnection__fullyQualifiedNamespace")]
    [InlineData("EventHubNames", "EventHubName")]
    [InlineData("CursorStorage__tableUri", "CursorStorage__tableServiceUri")]
    [InlineData("CursorTable", "CursorTableName")]
    [InlineData("AuditEventSchedule", "AuditEventsSchedule")]
    [InlineData("SigninAttemptSchedule", "SignInAttemptsSchedule")]
    public void Describe_ANameThatNothingReads_NamesTheNearestSetting(string name, string nearest)
    {
        string caution = Assert.Single(Describe((name, "value")));

        Assert.StartsWith(name + " is set, and nothing reads it. The nearest setting is " + nearest, caution, StringComparison.Ordinal);
        Assert.DoesNotMatch(nearest + "[A-Za-z_]", caution[(name.Length + 1)..]);
        Assert.DoesNotContain("value.", caution.Replace("whole value", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EverySettingOfTheCatalogueInAnyLetterCase_IsQuiet() =>
        Assert.Empty(Describe([.. SettingCatalogue.All.Select(setting => (setting.Name.ToLowerInvariant(), "value"))]));

    [Theory]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated")]
    [InlineData("APPSETTING_AuditEventsSchedule", "0 * * * * *")]
    [InlineData("AzureFunctionsJobHost__extensions__Schedule", "x")]
    [InlineData("WEBSITE_SCHEDULE", "x")]
    [InlineData("AzureWebJobsStorage", "x")]
    [InlineData("PATH", "x")]
    [InlineData("OnePassword__Unknown", "")]
    public void Describe_NamesOfOthersOrWithoutAValue_AreQuiet(string name, string value) => Assert.Empty(Describe((name, value)));

    [Fact]
    public void Read_ANameThatNothingReads_IsACautionAndNoProblem()
    {
        IngesterSettings settings = IngesterSettings.Read(Configure(("OnePassword__EventTypes__0", "signinattempts")));

        Assert.Single(settings.Cautions, caution => caution.StartsWith("OnePassword__EventTypes__0", StringComparison.Ordinal));
        Assert.DoesNotContain(settings.Problems, problem => problem.StartsWith("OnePassword__EventTypes", StringComparison.Ordinal));
    }

    private static string[] Describe(params (string Name, string Value)[] settings) => [.. UnreadSettings.Describe(Configure(settings))];

    private static IConfigurationRoot Configure(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();
}
