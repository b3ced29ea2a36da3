using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.Publishing;

/// <summary>A fingerprint of everything the published app is made from: the names, sizes and times of its files.</summary>
internal sealed class SourceState
{
    private static readonly string[] RootFiles =
        ["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "NuGet.config"];

    private readonly string _fingerprint;

    private SourceState(string fingerprint) => _fingerprint = fingerprint;

    public static SourceState Read(string repositoryRoot)
    {
        string project = Path.Combine(repositoryRoot, "src", "OnePasswordFunctions");
        IEnumerable<string> files = RootFiles.Select(name => Path.Combine(repositoryRoot, name)).Where(File.Exists)
            .Concat(Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories).Where(path => !IsOutput(Path.GetRelativePath(project, path))))
            .Order(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (string file in files)
        {
            var source = new FileInfo(file);
            text.Append(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(repositoryRoot, file)}|{source.Length}|{source.LastWriteTimeUtc.Ticks}\n");
        }

        return new SourceState(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }

    /// <summary>Whether nothing has changed since the stamp was saved.</summary>
    public bool IsSameAs(string stampPath) => File.Exists(stampPath) && File.ReadAllText(stampPath) == _fingerprint;

    /// <summary>Saves the stamp.</summary>
    public void Save(string stampPath) => File.WriteAllText(stampPath, _fingerprint);

    private static bool IsOutput(string relativePath) => relativePath.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj";
}
