using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the deployed host.json says, as far as a custom handler with timers and HTTP functions is concerned.</summary>
internal sealed record HostJson
{
    private const string OverridePrefix = "AzureFunctionsJobHost__";
    private const string Description = "customHandler:description:";

    /// <summary>The handler, before %NAME% is resolved and before it is looked up in the app's folder.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>Where a relative executable is looked up; empty means the app's folder.</summary>
    public required string WorkerDirectory { get; init; }

    /// <summary>The handler's current directory; empty means the app's folder.</summary>
    public required string WorkingDirectory { get; init; }

    public required ImmutableArray<string> Arguments { get; init; }

    public required string WorkerPath { get; init; }

    public required ImmutableArray<string> WorkerArguments { get; init; }

    /// <summary>True by default: every line on stderr is a warning or an error.</summary>
    public required bool UseStandardErrorForErrorsOnly { get; init; }

    /// <summary>Whether HTTP functions get the request itself instead of a JSON description of it.</summary>
    public required bool ForwardsHttpRequests { get; init; }

    /// <summary>How long the handler may take until its port answers.</summary>
    public required TimeSpan InitializationTimeout { get; init; }

    /// <summary>How long one invocation may take; null means without end.</summary>
    public required TimeSpan? FunctionTimeout { get; init; }

    public required string RoutePrefix { get; init; }

    /// <summary>The policy of every function that has none of its own.</summary>
    public required RetryPolicy? Retry { get; init; }

    /// <summary>Reads host.json; app settings that start with <c>AzureFunctionsJobHost__</c> override it.</summary>
    /// <exception cref="LocalEnvironmentException">The file is missing or cannot be used; the message says why.</exception>
    public static HostJson Read(string appRoot, AppSettings settings)
    {
        string path = Path.Combine(appRoot, "host.json");
        IConfiguration json = Load(path, settings);
        if (json["version"] != "2.0")
        {
            throw Invalid(path, $"\"version\" must be \"2.0\" but is \"{json["version"]}\".");
        }

        if (IsTrue(json, "customHandler:enableProxyingHttpRequest", false))
        {
            throw Invalid(path, "\"customHandler.enableProxyingHttpRequest\" is not imitated here; use \"enableForwardingHttpRequest\".");
        }

        return new HostJson
        {
            ExecutablePath = json[Description + "defaultExecutablePath"] is { Length: > 0 } executable
                ? executable
                : throw Invalid(path, "\"customHandler.description.defaultExecutablePath\" is missing; it names the handler's executable."),
            WorkerDirectory = json[Description + "workerDirectory"] ?? "",
            WorkingDirectory = json[Description + "workingDirectory"] ?? "",
            Arguments = ReadArray(json, Description + "arguments"),
            WorkerPath = json[Description + "defaultWorkerPath"] ?? "",
            WorkerArguments = ReadArray(json, Description + "workerArguments"),
            UseStandardErrorForErrorsOnly = IsTrue(json, Description + "useStdErrorStreamForErrorsOnly", true),
            ForwardsHttpRequests = IsTrue(json, "customHandler:enableForwardingHttpRequest", false),
            InitializationTimeout = ReadTime(json, path, "customHandler:initializationTimeout", TimeSpan.FromSeconds(30)),
            FunctionTimeout = ReadFunctionTimeout(json, path),
            RoutePrefix = (json["extensions:http:routePrefix"] ?? "api").Trim('/'),
            Retry = ReadRetry(json, path),
        };
    }

    private static IConfiguration Load(string path, AppSettings settings)
    {
        if (!File.Exists(path))
        {
            throw new LocalEnvironmentException($"{path} does not exist. The folder of a published function app holds host.json and one folder per function; publish the app first.");
        }

        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false)
                .AddInMemoryCollection(settings.Values
                    .Where(setting => setting.Key.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase))
                    .Select(setting => KeyValuePair.Create(setting.Key[OverridePrefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
                .Build();
        }
        catch (InvalidDataException exception)
        {
            throw Invalid(path, exception.InnerException?.Message ?? exception.Message);
        }
    }

    private static TimeSpan? ReadFunctionTimeout(IConfiguration json, string path)
    {
        if (json["functionTimeout"] == "-1")
        {
            return null;
        }

        TimeSpan timeout = ReadTime(json, path, "functionTimeout", TimeSpan.FromMinutes(30));
        return timeout >= TimeSpan.FromSeconds(1)
            ? timeout
            : throw Invalid(path, $"\"functionTimeout\" must be at least 00:00:01, or -1 for no limit, but is {timeout}.");
    }

    private static RetryPolicy? ReadRetry(IConfiguration json, string path)
    {
        IConfigurationSection retry = json.GetSection("retry");
        if (!retry.Exists())
        {
            return null;
        }

        try
        {
            return RetryPolicyReader.Read(name => retry[name]);
        }
        catch (FormatException exception)
        {
            throw Invalid(path, exception.Message);
        }
    }

    private static TimeSpan ReadTime(IConfiguration json, string path, string key, TimeSpan fallback)
    {
        if (json[key] is not { Length: > 0 } text)
        {
            return fallback;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value)
            ? value
            : throw Invalid(path, $"\"{key.Replace(':', '.')}\" must be a time such as 00:05:00 but is \"{text}\".");
    }

    private static bool IsTrue(IConfiguration json, string key, bool fallback) => bool.TryParse(json[key], out bool value) ? value : fallback;

    private static ImmutableArray<string> ReadArray(IConfiguration json, string key) =>
        [.. json.GetSection(key).GetChildren().Select(child => child.Value ?? "")];

    private static LocalEnvironmentException Invalid(string path, string problem) => new($"{path} cannot be used: {problem}");
}
