using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Configuration;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;
using static OnePasswordFunctions.Tests.Settings.SettingsSample;

namespace OnePasswordFunctions.Tests.Settings;

/// <summary>All settings together: defaults, and what is said of bad ones.</summary>
public sealed class IngesterSettingsTests
{
    [Fact]
    public void Read_OnlyWhatIsRequired_UsesTheDocumentedDefaults()
    {
        IngesterSettings settings = Read();

        Assert.Empty(settings.Problems);
        Assert.Empty(settings.Cautions);
        Assert.Equal(new Uri("https://events.1password.com"), settings.EventsApi.ServerUrl);
        Assert.Equal(EventFeed.All, settings.Ingestion.EnabledFeeds);
        Assert.All(EventFeed.All, feed => Assert.Equal(100, settings.Ingestion.MaximumPerFetch[feed]));
        Assert.Equal(
            (TimeSpan.FromDays(1), TimeSpan.FromMinutes(4), TimeSpan.FromHours(1), true, false),
            (settings.Ingestion.InitialLookback, settings.Ingestion.MaxRunDuration, settings.Ingestion.CursorRecoveryOverlap, settings.Ingestion.FetchEvents, settings.Ingestion.AcceptOtherAccount));
        Assert.Equal(
            (null, "onepassword-events", EventHubsTransportType.AmqpTcp),
            (settings.EventHub.MaxBatchBytes, settings.EventHub.HubNames[EventFeed.AuditEvents], settings.EventHub.Transport));
        Assert.Equal(("OnePasswordCursors", "default"), (settings.CursorStore.TableName, settings.CursorStore.Partition));
        Assert.Equal(("$Default", null), (settings.ConsumerGroup, settings.ProofSchedule));
        Assert.Equal(["0 * * * * *", "0 */5 * * * *", "* * * * *"], EventFeed.All.Select(feed => settings.Schedules[feed].Text));
        Assert.Equal(16, settings.Ingestion.TokenFingerprint.Length);
        Assert.DoesNotContain(settings.Ingestion.TokenFingerprint, Token, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OnePassword__ServerUrl", "http://events.1password.com", "neither https")]
    [InlineData("OnePassword__ServerUrl", "https://events.1password.com/api", "path")]
    [InlineData("OnePassword__ServerUrl", "https://me:SECRETSECRET@events.1password.com", "user name")]
    [InlineData("OnePassword__ServerUrl", "events.1password.com", "absolute")]
    [InlineData("OnePassword__ServerUrl", "ftp://127.0.0.1", "neither https")]
    [InlineData("OnePassword__ApiToken", "SECRETSECRET two", "white space")]
    [InlineData("OnePassword__ApiToken", "@Microsoft.KeyVault(SecretUri=https://v/SECRETSECRET)", "Key Vault")]
    [InlineData("OnePassword__FetchEvents", "yes", "'yes'")]
    [InlineData("OnePassword__EventTypes", "Audit events,unknown", "'unknown'")]
    [InlineData("OnePassword__EventTypes", "foo", "'foo'")]
    [InlineData("OnePassword__EventTypes", "foo,auditevents,bar,foo", "'foo', 'bar' is not allowed")]
    [InlineData("OnePassword__EventTypes", " , ", "names no event type")]
    [InlineData("OnePassword__MaxAuditEventsPerFetch", "0", "'0'")]
    [InlineData("OnePassword__MaxItemUsageActionsPerFetch", "-5", "'-5'")]
    [InlineData("OnePassword__MaxSignInAttemptsPerFetch", "2147483648", "'2147483648'")]
    [InlineData("OnePassword__MaxSignInAttemptsPerFetch", "1e3", "'1e3'")]
    [InlineData("OnePassword__InitialLookback", "121.00:00:00", "'121.00:00:00'")]
    [InlineData("OnePassword__InitialLookback", "7", "'7'")]
    [InlineData("OnePassword__InitialLookback", "24:00:00", "write 1.00:00:00 or 24h")]
    [InlineData("OnePassword__InitialLookback", "121d", "'121d'")]
    [InlineData("OnePassword__MaxRunDuration", "5:00", "'5:00'")]
    [InlineData("OnePassword__MaxRunDuration", "00:03:60", "go up to 59")]
    [InlineData("OnePassword__CursorRecoveryOverlap", "48:00:00", "write 2.00:00:00 or 48h")]
    [InlineData("AuditEventsSchedule", "@hourly", "@hourly")]
    [InlineData("ItemUsageActionsSchedule", "0 60 * * * *", "one of its fields")]
    [InlineData("SignInAttemptsSchedule", "0 0 0 30 2 *", "never fires")]
    [InlineData("ProofSchedule", "0 0 3 * * * *", "'0 0 3 * * * *'")]
    [InlineData("EventHubConsumerGroup", "$default group", "'$default group'")]
    [InlineData("OnePassword__MaxRunDuration", "00:05:00", "'00:05:00'")]
    [InlineData("OnePassword__CursorRecoveryOverlap", "-01:00:00", "'-01:00:00'")]
    [InlineData("OnePassword__Account", "a/b", "'a/b'")]
    [InlineData("OnePassword__AcceptOtherAccount", "1", "'1'")]
    [InlineData("OnePassword__TrustAnyCertificate", "on", "'on'")]
    [InlineData("OnePassword__UseSystemProxy", "off", "'off'")]
    [InlineData("EventHubConnection", "SECRETSECRET", "name=value")]
    [InlineData("EventHubConnection", "Endpoint=sb://a.b/;SharedAccessKey=SECRETSECRET", "SharedAccessKeyName")]
    [InlineData("EventHubConnection", "SharedAccessKeyName=n;SharedAccessKey=SECRETSECRET", "Endpoint")]
    [InlineData("EventHubConnection", "=SECRETSECRET;Endpoint=sb://a.b/", "name=value")]
    [InlineData("EventHubConnection", "Endpoint=SECRETSECRET !;SharedAccessKeyName=n;SharedAccessKey=SECRETSECRET", "name=value")]
    [InlineData("EventHubConnection", "Endpoint=sb://a.b/;SharedAccessSignature=SECRETSECRET", "SharedAccessSignature")]
    [InlineData("EventHubConnection", "Endpoint=sb://a.b/;SharedAccessKeyName=n;SharedAccessKey=SECRETSECRET;SharedAccessSignature=SharedAccessSignature sr=SECRETSECRET", "not both")]
    [InlineData("EventHubTransport", "Amqp", "AmqpWebSockets")]
    [InlineData("EventHubTransport", "1", "'1'")]
    [InlineData("EventHubMaxBatchBytes", "4095", "'4095'")]
    [InlineData("EventHubName", "-hub", "'-hub'")]
    [InlineData("EventHubName__AuditEvents", "a b", "'a b'")]
    [InlineData("CursorStorage", "AccountName=a;AccountKey=SECRET!SECRET", "base64")]
    [InlineData("CursorStorage", "AccountName=a", "AccountKey")]
    [InlineData("CursorStorage", "TableEndpoint=http://contoso.table.core.windows.net;SharedAccessSignature=SECRETSECRET", "neither https")]
    [InlineData("CursorStorage", "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://example.com", "loopback")]
    [InlineData("CursorStorage__tableServiceUri", "https://contoso.table.core.windows.net/?sv=1&sig=SECRETSECRET", "query")]
    [InlineData("CursorStorage__tableServiceUri", "http://127.0.0.1:10002/", "https only")]
    [InlineData("CursorStorage__accountName", "Contoso_1", "'Contoso_1'")]
    [InlineData("CursorTableName", "1table", "'1table'")]
    public void Read_OneBadValue_NamesTheSettingAndWhatIsAllowedAndNoSecret(string name, string value, string expected)
    {
        string problem = Assert.Single(Read((name, value)).Problems);

        Assert.StartsWith(name, problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.True(problem.Contains("allowed: ", StringComparison.Ordinal) || problem.Contains("Key Vault", StringComparison.Ordinal), problem);
        Assert.DoesNotContain("SECRET", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EverythingMissing_NamesEveryRequiredSettingAtOnce()
    {
        IReadOnlyList<string> problems = IngesterSettings.Read(new ConfigurationBuilder().Build()).Problems;

        string[] required = ["OnePassword__ApiToken", "EventHubConnection", "CursorStorage", .. EventFeed.All.Select(feed => SettingCatalogue.Schedule(feed).Name)];
        Assert.Equal(required.Length, problems.Count);
        Assert.All(required, name => Assert.Single(problems, problem => problem.StartsWith(name + " is not set", StringComparison.Ordinal)));
        Assert.All(problems.Where(problem => problem.Contains("Schedule is", StringComparison.Ordinal)), problem => Assert.Contains("'0 * * * * *'", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ManyBadValues_ListsThemAll() => Assert.Equal(
        6,
        Read(("OnePassword__FetchEvents", "x"), ("OnePassword__ServerUrl", "x"), ("OnePassword__MaxAuditEventsPerFetch", "x"), ("EventHubMaxBatchBytes", "x"),
            ("CursorTableName", "x!"), ("EventHubConnection", "x")).Problems.Count);

    [Theory]
    [InlineData(Token)]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVU")]
    [InlineData("U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVU")]
    [InlineData("SharedAccessSignature sr=x&sig=U0VDUkVU&se=1")]
    public void Read_SecretInTheWrongSetting_IsNeverShown(string secret)
    {
        foreach (Setting setting in SettingCatalogue.All.Where(setting => !setting.IsSecret))
        {
            IngesterSettings settings = Read((setting.Name, secret));
            Assert.All(settings.Problems, problem =>
            {
                Assert.DoesNotContain("U0VDUkVU", problem, StringComparison.Ordinal);
                Assert.DoesNotContain("SECRETSECRET", problem, StringComparison.Ordinal);
            });
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000/")]
    [InlineData("https://events.ent.1password.com/")]
    public void Read_AllowedServerUrl_IsTaken(string url) => Assert.Equal(new Uri(url), Read(("OnePassword__ServerUrl", url)).EventsApi.ServerUrl);

    [Fact]
    public void Read_FeedsInAnySpelling_AreTakenOnce() =>
        Assert.Equal([EventFeed.SignInAttempts, EventFeed.AuditEvents], Read(("OnePassword__EventTypes", "Sign In Attempts, auditevents,AUDIT EVENTS")).Ingestion.EnabledFeeds);

    [Theory]
    [InlineData("OnePassword__TrustAnyCertificate", "true", "tests only")]
    [InlineData("OnePassword__MaxAuditEventsPerFetch", "100001", "above 100000")]
    public void Read_UnwiseValue_IsACaution(string name, string value, string expected)
    {
        IngesterSettings settings = Read((name, value));

        Assert.Empty(settings.Problems);
        Assert.Contains(expected, Assert.Single(settings.Cautions), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24h", 24)]
    [InlineData("7d", 168)]
    [InlineData("1.00:00:00", 24)]
    public void Read_DurationInEitherForm_IsTaken(string text, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), Read(("OnePassword__InitialLookback", text)).Ingestion.InitialLookback);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "not a url")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "@Microsoft.KeyVault(SecretUri=https://v/SECRETSECRET)")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "SECRETSECRET")]
    public void Read_MalformedTelemetry_IsACautionAndSwitchesItOff(string name, string value)
    {
        IngesterSettings settings = Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), (name, value));

        Assert.Empty(settings.Problems);
        Assert.Null(settings.Telemetry);
        string caution = Assert.Single(settings.Cautions);
        Assert.StartsWith(name, caution, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", caution, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FlexConsumption", 1)]
    [InlineData("Dynamic", 1)]
    [InlineData("ElasticPremium", 0)]
    public void Read_ScheduleIsAnInterval_IsACautionWhereTheHostMayNotFireIt(string plan, int cautions)
    {
        IngesterSettings settings = Read(("WEBSITE_SKU", plan), ("AuditEventsSchedule", "00:02:00"));

        Assert.Empty(settings.Problems);
        Assert.Equal(cautions, settings.Cautions.Count);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.Schedules[EventFeed.AuditEvents].Interval);
    }

    [Fact]
    public void Read_ProofSchedule_IsOffWhenEmpty()
    {
        Assert.Null(Read(("ProofSchedule", " ")).ProofSchedule);
        Assert.Equal("0 0 3 * * *", Read(("ProofSchedule", "0 0 3 * * *")).ProofSchedule!.Text);
    }

    [Fact]
    public void Read_Identities_NeedNoSecret()
    {
        IngesterSettings settings = Read(
            ("EventHubConnection", ""), ("EventHubConnection__fullyQualifiedNamespace", "contoso.servicebus.windows.net"), ("EventHubConnection__credential", "ManagedIdentity"),
            ("AzureWebJobsStorage", ""), ("AzureWebJobsStorage__accountName", "contoso"), ("AzureWebJobsStorage__credential", "managedidentity"),
            ("AzureWebJobsStorage__clientId", "6f9619ff-8b86-d011-b42d-00c04fc964ff"));

        Assert.Empty(settings.Problems);
        Assert.NotNull(settings.EventHub.Credential);
        Assert.Equal("contoso.servicebus.windows.net", settings.EventHub.FullyQualifiedNamespace);
        Assert.Equal(new Uri("https://contoso.table.core.windows.net"), settings.CursorStore.Access!.Endpoint);
    }
}
