using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;

namespace OnePasswordFunctions.IntegrationTests.Package;

/// <summary>
/// The folder and the package of the one documented command, made from a copy of the sources in which a developer has left settings
/// with a token and an older version its files.
/// </summary>
public sealed class PackageTests : IClassFixture<PublishedCopyFixture>
{
    private static readonly string[] Needed =
    [
        "host.json", "worker.config.json", "extensions.json", "functions.metadata", "OnePasswordFunctions.dll", "OnePasswordFunctions.deps.json",
        "OnePasswordFunctions.runtimeconfig.json", ".azurefunctions/function.deps.json", ".azurefunctions/Microsoft.Azure.Functions.Worker.Extensions.dll",
    ];

    private readonly PublishedCopyFixture _copy;

    public PackageTests(PublishedCopyFixture copy) => _copy = copy;

    [Fact]
    public void Package_HoldsWhatTheHostNeedsAndThePublishedFiles()
    {
        using ZipArchive zip = ZipFile.OpenRead(_copy.Zip);
        string[] packed = [.. zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
        string[] published = [.. Directory.EnumerateFiles(_copy.App, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_copy.App, file).Replace('\\', '/')).Where(file => file != PublishedCopyFixture.Settings).Order(StringComparer.Ordinal)];

        Assert.Equal(published, packed);
        Assert.All(Needed, file => Assert.Contains(file, packed));
        Assert.Equal(6, packed.Count(file => file.StartsWith(".azurefunctions/", StringComparison.Ordinal)));
        Assert.DoesNotContain(packed, file => file.EndsWith("function.json", StringComparison.Ordinal));
    }

    [Fact]
    public void Package_WhereSettingsLie_HoldsNoneOfThemAndNoSecret()
    {
        using ZipArchive zip = ZipFile.OpenRead(_copy.Zip);
        byte[] secret = Encoding.UTF8.GetBytes(PublishedCopyFixture.Secret);

        Assert.All(zip.Entries, entry =>
        {
            Assert.False(entry.Name.Contains("settings.json", StringComparison.OrdinalIgnoreCase), entry.FullName);
            using Stream stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            Assert.True(content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(secret) < 0, $"{entry.FullName} holds the secret.");
        });
    }

    [Fact]
    public void Folder_FilesOfAnOlderPublish_AreGoneAndItsSettingsAreLeftAlone()
    {
        Assert.All(PublishedCopyFixture.Stale, file => Assert.False(File.Exists(Path.Combine(_copy.App, file)), file));
        Assert.Equal(PublishedCopyFixture.SettingsOf("publish"), File.ReadAllText(Path.Combine(_copy.App, PublishedCopyFixture.Settings)));
        Assert.Equal(PublishedCopyFixture.SettingsOf("project"), File.ReadAllText(_copy.ProjectSettings));
    }

    [Fact]
    public void App_IsCompiledAheadAndBringsNoRuntime()
    {
        using FileStream file = File.OpenRead(Path.Combine(_copy.App, "OnePasswordFunctions.dll"));
        using var assembly = new PEReader(file);

        Assert.True(assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, "OnePasswordFunctions.dll is not ReadyToRun.");
        Assert.False(File.Exists(Path.Combine(_copy.App, "libcoreclr.so")));
        Assert.Contains("\"Microsoft.NETCore.App\"", File.ReadAllText(Path.Combine(_copy.App, "OnePasswordFunctions.runtimeconfig.json")), StringComparison.Ordinal);
        Assert.Contains("OnePasswordFunctions.dll", File.ReadAllText(Path.Combine(_copy.App, "worker.config.json")), StringComparison.Ordinal);
    }
}
