using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the deployed host.json says, as far as an app of timers and HTTP functions is concerned.</summary>
/// <param name="FunctionTimeout">How long one invocation may take; null means without end.</param>
/// <param name="RoutePrefix">What stands before every route, without slashes around it.</param>
internal sealed record HostJson(TimeSpan? FunctionTimeout, string RoutePrefix)
{
    private const string OverridePrefix = "AzureFunctionsJobHost__";

    /// <summary>Reads host.json, comments and all; app settings that start with <c>AzureFunctionsJobHost__</c> override it.</summary>
    /// <exception cref="LocalEnvironmentException">The file is missing or cannot be used; the message says why.</exception>
    public static HostJson Read(string appRoot, AppSettings settings)
    {
        string path = Path.Combine(appRoot, "host.json");
        IConfiguration json = Load(path, settings);
        return json["version"] == "2.0"
            ? new HostJson(ReadFunctionTimeout(json["functionTimeout"], path), (json["extensions:http:routePrefix"] ?? "api").Trim('/'))
            : throw Invalid(path, $"\"version\" must be \"2.0\" but is \"{json["version"]}\".");
    }

    private static IConfiguration Load(string path, AppSettings settings)
    {
        if (!File.Exists(path))
        {
            throw new LocalEnvironmentException($"{path} does not exist. The folder of a published function app holds it; publish the app first.");
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

    private static TimeSpan? ReadFunctionTimeout(string? text, string path) => text switch
    {
        "-1" => null,
        null or "" => TimeSpan.FromMinutes(30),
        _ => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan timeout) && timeout >= TimeSpan.FromSeconds(1)
            ? timeout
            : throw Invalid(path, $"\"functionTimeout\" must be a time such as 00:05:00, at least 00:00:01, or -1 for no limit, but is \"{text}\"."),
    };

    private static LocalEnvironmentException Invalid(string path, string problem) => new($"{path} cannot be used: {problem}");
}
