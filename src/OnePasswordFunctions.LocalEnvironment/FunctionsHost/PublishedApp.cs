using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What host.json and worker.config.json say in the folder of a published app, as far as an app of timers and HTTP functions is concerned.</summary>
/// <param name="Root">The folder, a full path.</param>
/// <param name="Executable">What runs the worker, a full path.</param>
/// <param name="WorkerPath">The app's dll, a full path.</param>
/// <param name="FunctionTimeout">How long one invocation may take; infinite for no limit.</param>
/// <param name="RoutePrefix">What stands before every route, without slashes around it.</param>
internal sealed record PublishedApp(string Root, string Executable, string WorkerPath, TimeSpan FunctionTimeout, string RoutePrefix)
{
    /// <summary>Reads both files, comments and all; app settings that start with <c>AzureFunctionsJobHost__</c> replace what stands in host.json.</summary>
    /// <exception cref="LocalEnvironmentException">The folder holds no published isolated worker; the message says what is missing or wrong.</exception>
    public static PublishedApp Read(string folder, AppSettings settings)
    {
        string root = Path.GetFullPath(folder);
        string hostJson = Existing(Path.Combine(root, "host.json")), workerConfig = Existing(Path.Combine(root, "worker.config.json"));

        // Without these the real host starts, but finds no function.
        Array.ForEach(["extensions.json", ".azurefunctions"], name => Existing(Path.Combine(root, name)));
        IConfiguration host = new ConfigurationBuilder().AddConfiguration(Load(hostJson)).AddConfiguration(settings.OfHostJson).Build();
        IConfiguration worker = Load(workerConfig);
        if (host["version"] != "2.0")
        {
            throw Invalid(hostJson, $"\"version\" must be \"2.0\" but is \"{host["version"]}\".");
        }

        return worker["description:defaultExecutablePath"] is { } executable && worker["description:defaultWorkerPath"] is { } path
            ? new PublishedApp(
                root,
                FindExecutable(executable.Replace("{WorkerRoot}", root + Path.DirectorySeparatorChar, StringComparison.Ordinal)),
                Existing(Path.Combine(root, path)),
                ReadFunctionTimeout(host["functionTimeout"], hostJson),
                (host["extensions:http:routePrefix"] ?? "api").Trim('/'))
            : throw Invalid(workerConfig, "it needs \"description\" with \"defaultExecutablePath\" and \"defaultWorkerPath\".");
    }

    private static IConfiguration Load(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path).Build();
        }
        catch (InvalidDataException exception)
        {
            throw Invalid(path, exception.InnerException?.Message ?? exception.Message);
        }
    }

    private static TimeSpan ReadFunctionTimeout(string? text, string path) => text switch
    {
        "-1" => Timeout.InfiniteTimeSpan,
        null or "" => TimeSpan.FromMinutes(30),
        _ => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan timeout) && timeout >= TimeSpan.FromSeconds(1)
            ? timeout
            : throw Invalid(path, $"\"functionTimeout\" must be a time such as 00:05:00, at least 00:00:01, or -1 for no limit, but is \"{text}\"."),
    };

    private static string FindExecutable(string path) => Path.IsPathRooted(path) ? Existing(path) : Programs.Find(path) ?? Programs.Dotnet;

    private static string Existing(string path) => Path.Exists(path)
        ? path
        : throw new LocalEnvironmentException($"{path} does not exist. The folder of a published isolated worker holds it; publish the app anew, hidden files included.");

    private static LocalEnvironmentException Invalid(string path, string problem) => new($"{path} cannot be used: {problem}");
}
