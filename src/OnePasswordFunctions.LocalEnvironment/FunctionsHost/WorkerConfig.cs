using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the published app says that its worker is started.</summary>
/// <param name="Executable">A full path.</param>
/// <param name="WorkerPath">The app's dll, a full path.</param>
internal sealed record WorkerConfig(string Executable, string WorkerPath)
{
    /// <summary>What the real host needs besides: without these it starts with no functions and one warning.</summary>
    private static readonly string[] Loader = ["extensions.json", ".azurefunctions"];

    /// <summary>Reads worker.config.json.</summary>
    /// <exception cref="LocalEnvironmentException">The folder holds no published isolated worker; the message says what is missing.</exception>
    public static WorkerConfig Read(string appRoot)
    {
        string path = Path.Combine(appRoot, "worker.config.json");
        if (!File.Exists(path))
        {
            throw new LocalEnvironmentException($"{path} does not exist. The folder of a published isolated worker holds it; publish the app first.");
        }

        if (Loader.FirstOrDefault(name => !Path.Exists(Path.Combine(appRoot, name))) is { } missing)
        {
            throw new LocalEnvironmentException($"{Path.Combine(appRoot, missing)} does not exist. Without it the Functions host finds no function at all; publish the app anew, hidden files included.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement description = document.RootElement.GetProperty("description");
            return new WorkerConfig(
                FindExecutable(description.GetProperty("defaultExecutablePath").GetString()!.Replace("{WorkerRoot}", appRoot + Path.DirectorySeparatorChar, StringComparison.Ordinal)),
                Existing(Path.Combine(appRoot, description.GetProperty("defaultWorkerPath").GetString()!)));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LocalEnvironmentException($"{path} needs \"description\" with \"defaultExecutablePath\" and \"defaultWorkerPath\". {exception.Message}", exception);
        }
    }

    private static string FindExecutable(string path) => Path.IsPathRooted(path)
        ? Existing(path)
        : Programs.Find(path) ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? throw new LocalEnvironmentException(
            $"{path} was not found on the PATH. Install the .NET 10 runtime from https://dot.net and try again.");

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new LocalEnvironmentException($"{path} does not exist, although worker.config.json names it. Publish the app anew.");
}
