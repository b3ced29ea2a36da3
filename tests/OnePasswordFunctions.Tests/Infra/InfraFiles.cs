using OnePasswordFunctions.Tests.Infra.Bicep;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The files of the repository that deploy the app, found from the folder that the tests run in.</summary>
internal static class InfraFiles
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<BicepFile> Templates { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories).Order().Select(Parse)];

    public static BicepFile Main => Templates.Single(t => Path.GetFileName(t.Path) == "main.bicep");

    public static BicepFile Module(string name) => Templates.Single(t => Path.GetFileName(t.Path) == $"{name}.bicep");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>Queries of a folder under infra/queries: file name without extension, and text without comments.</summary>
    public static IReadOnlyDictionary<string, string> Queries(string folder) =>
        Directory.GetFiles(Path.Combine(Root, "infra", "queries", folder), "*.kql")
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => string.Join('\n', File.ReadLines(f).Where(l => !l.StartsWith("//", StringComparison.Ordinal))));

    private static BicepFile Parse(string path)
    {
        try
        {
            return BicepFile.Parse(File.ReadAllText(path), path);
        }
        catch (BicepSyntaxException e)
        {
            throw new InvalidOperationException($"{Path.GetFileName(path)}: {e.Message}", e);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OnePasswordFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from a folder inside the repository.");
    }
}
