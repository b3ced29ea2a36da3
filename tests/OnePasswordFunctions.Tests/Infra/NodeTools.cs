using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Azurite;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The parsers that package.json pins: Microsoft's for KQL, and actionlint for workflows.</summary>
internal static class NodeTools
{
    private static readonly string? _node = Programs.Find("node");

    private static readonly Lazy<Task<IReadOnlyDictionary<string, BoundQuery>>> _queries = new(() => BindAsync(AllQueries()));

    /// <summary>Why they cannot run here; null when they can.</summary>
    public static string? Missing { get; } =
        _node is not null && Programs.Find("npm") is not null ? null : "Node.js with npm is not on the PATH. Queries and workflow are not checked on this machine.";

    /// <summary>Every query under infra/queries, by folder and name, as the parser understands it.</summary>
    public static Task<IReadOnlyDictionary<string, BoundQuery>> QueriesAsync() => _queries.Value;

    /// <summary>Parses queries and binds them to the tables of Application Insights in a workspace.</summary>
    public static async Task<IReadOnlyDictionary<string, BoundQuery>> BindAsync(IReadOnlyDictionary<string, string> queries)
    {
        ToolOutput bound = await RunAsync([Path.Combine(InfraFiles.Root, "tests", "OnePasswordFunctions.Tests", "Infra", "bind-queries.cjs")], Write(queries));
        Assert.True(bound.ExitCode == 0, bound.Error);
        using JsonDocument answer = JsonDocument.Parse(bound.Output);
        return answer.RootElement.EnumerateObject().ToDictionary(query => query.Name, query => BoundQuery.Read(query.Value));
    }

    /// <summary>What actionlint says about a workflow.</summary>
    public static Task<ToolOutput> LintWorkflowAsync(string path) =>
        RunAsync([Path.Combine(InfraFiles.Root, "node_modules", "@tktco", "node-actionlint", "bin", "node-actionlint.js"), Path.GetRelativePath(InfraFiles.Root, path)], null);

    private static Dictionary<string, string> AllQueries() => new[] { "alerts", "workbook" }
        .SelectMany(folder => InfraFiles.Queries(folder).Select(query => (Name: $"{folder}/{query.Key}", Text: query.Value)))
        .ToDictionary(query => query.Name, query => query.Text);

    private static async Task<ToolOutput> RunAsync(IEnumerable<string> arguments, string? input)
    {
        await AzuriteInstaller.InstallAsync(InfraFiles.Root, Console.WriteLine, CancellationToken.None);
        return await ToolRunner.RunAsync(_node!, arguments, input: input);
    }

    private static string Write(IReadOnlyDictionary<string, string> queries)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, string text) in queries)
            {
                writer.WriteString(name, text);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
