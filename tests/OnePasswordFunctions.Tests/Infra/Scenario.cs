using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Parameters of a deployment, and what the compiler says that it would deploy. Each is evaluated once for all tests.</summary>
internal sealed partial class Scenario
{
    public const string Subscription = "11111111-1111-1111-1111-111111111111";

    public const string OtherSubscription = "22222222-2222-2222-2222-222222222222";

    /// <summary>What a first deployment has, and CI when no variable is set: each arrives as an empty text.</summary>
    public static readonly Scenario Default = new("default", MainParameters, Variables("", "", "", "", "", "", ""));

    /// <summary>All variables set: hub and workspace of somebody else, in other groups.</summary>
    public static readonly Scenario Existing = new("existing", MainParameters, Variables(
        "acme", "https://events.1password.eu", "00000000-0000-0000-0000-00000000000a,00000000-0000-0000-0000-00000000000b", "night@example.com,day@example.com", "false",
        $"/subscriptions/{OtherSubscription}/resourceGroups/hubs/providers/Microsoft.EventHub/namespaces/evhns-shared",
        $"/subscriptions/{Subscription}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/log-shared"));

    public static readonly Scenario Private = Named("private");

    public static readonly Scenario Basic = Named("basic");

    public static readonly Scenario LongestName = Named("longest-name");

    public static readonly Scenario Everything = Named("everything");

    public static readonly IReadOnlyDictionary<string, Scenario> All =
        new[] { Default, Existing, Private, Basic, LongestName, Everything }.ToDictionary(scenario => scenario.Name);

    private readonly Lazy<Task<Snapshot>> _snapshot;

    private Scenario(string name, string file, IReadOnlyDictionary<string, string> environment)
    {
        Name = name;
        _snapshot = new(async () =>
        {
            ToolOutput evaluated = await EvaluateAsync(name, file, environment);
            Assert.True(evaluated.ExitCode == 0 && evaluated.Error.Length == 0, evaluated.Error);
            return Snapshot.Read(File.ReadAllText(Path.Combine(Folder, $"{name}.snapshot.json")));
        });
    }

    public string Name { get; }

    private static string MainParameters => Path.Combine(InfraFiles.Root, "infra", "main.bicepparam");

    private static string Folder => Path.Combine(InfraFiles.Root, "artifacts", "infra-scenarios");

    public Task<Snapshot> SnapshotAsync() => _snapshot.Value;

    /// <summary>Evaluates a file of Scenarios; the snapshot goes to the artifacts.</summary>
    public static Task<ToolOutput> EvaluateAsync(string name) => EvaluateAsync(name, ScenarioFile(name), new Dictionary<string, string>());

    private static Task<ToolOutput> EvaluateAsync(string name, string file, IReadOnlyDictionary<string, string> environment)
    {
        Directory.CreateDirectory(Folder);
        string copy = Path.Combine(Folder, $"{name}.bicepparam");
        File.WriteAllText(copy, Using().Replace(File.ReadAllText(file), "using '../../infra/main.bicep'"));
        return BicepCompiler.RunAsync(
            ["snapshot", copy, "--subscription-id", Subscription, "--resource-group", "rg-onepassword", "--location", "westeurope", "--tenant-id", "44444444-4444-4444-4444-444444444444"],
            environment);
    }

    private static Scenario Named(string name) => new(name, ScenarioFile(name), new Dictionary<string, string>());

    private static string ScenarioFile(string name) => Path.Combine(InfraFiles.Root, "tests", "OnePasswordFunctions.Tests", "Infra", "Scenarios", $"{name}.bicepparam");

    private static Dictionary<string, string> Variables(string prefix, string server, string operators, string emails, string isPrivate, string hub, string workspace) => new()
    {
        ["NAME_PREFIX"] = prefix,
        ["ONEPASSWORD_SERVER_URL"] = server,
        ["ONEPASSWORD_EVENTS_API_TOKEN"] = "",
        ["TOKEN_OPERATOR_OBJECT_IDS"] = operators,
        ["ALERT_EMAILS"] = emails,
        ["PRIVATE_NETWORKING"] = isPrivate,
        ["EXISTING_EVENT_HUB_NAMESPACE_ID"] = hub,
        ["EXISTING_WORKSPACE_ID"] = workspace,
    };

    [GeneratedRegex("^using '.*'", RegexOptions.Multiline)]
    private static partial Regex Using();
}
