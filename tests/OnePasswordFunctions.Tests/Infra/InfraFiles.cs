namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The files of the repository that deploy the app, found from the folder that the tests run in.</summary>
internal static class InfraFiles
{
    public static string Root { get; } = FindRoot();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>Queries of a folder under infra/queries: file name without extension, and text without comments.</summary>
    public static IReadOnlyDictionary<string, string> Queries(string folder) =>
        Directory.GetFiles(Path.Combine(Root, "infra", "queries", folder), "*.kql")
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => string.Join('\n', File.ReadLines(f).Where(l => !l.StartsWith("//", StringComparison.Ordinal))));

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
