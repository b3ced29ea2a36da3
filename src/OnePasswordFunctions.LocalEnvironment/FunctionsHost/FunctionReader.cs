using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Makes a function of what the worker says about it, with the host's checks.</summary>
internal static class FunctionReader
{
    /// <exception cref="FormatException">The host would not use this function; the message says why.</exception>
    public static FunctionDefinition Read(FunctionMetadata metadata, AppSettings settings)
    {
        foreach (string raw in metadata.RawBindings)
        {
            using JsonDocument document = JsonDocument.Parse(raw, JsonFiles.Options);
            JsonElement binding = document.RootElement;
            string type = Text(binding, "type") ?? "";
            if (type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))
            {
                return Read(metadata, type, binding, settings) with
                {
                    Metadata = metadata,
                    IsDisabled = settings.Disables(metadata.Name),
                    Retry = metadata.RetryOptions is { } retry ? RetryPolicy.Read(retry) : null,
                };
            }
        }

        throw new FormatException("At least one binding must be a trigger.");
    }

    private static FunctionDefinition Read(FunctionMetadata metadata, string type, JsonElement binding, AppSettings settings)
    {
        string name = Text(binding, "name") ?? throw new FormatException("The trigger has no name.");
        return type switch
        {
            "timerTrigger" => new FunctionDefinition(metadata.Name, FunctionTrigger.Timer, name)
            {
                Schedule = TimerSchedule.Parse(Resolve(Text(binding, "schedule") ?? "", settings)),
                UseMonitor = Flag(binding, "useMonitor", fallback: true),
                RunOnStartup = Flag(binding, "runOnStartup", fallback: false),
            },
            "httpTrigger" => new FunctionDefinition(metadata.Name, FunctionTrigger.Http, name)
            {
                Route = Resolve(Text(binding, "route") ?? metadata.Name, settings).Trim('/'),
                Methods = binding.TryGetProperty("methods", out JsonElement methods) ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())] : [],
                AuthorizationLevel = Enum.Parse<HttpAuthorizationLevel>(Text(binding, "authLevel") ?? nameof(HttpAuthorizationLevel.Function), ignoreCase: true),
            },
            _ => throw new FormatException($"The trigger {type} needs an extension that is not imitated here."),
        };
    }

    // The host does this, never the worker.
    private static string Resolve(string text, AppSettings settings) =>
        settings.Resolve(text, missing => throw new FormatException($"'%{missing}%' does not resolve to a value."));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static bool Flag(JsonElement json, string name, bool fallback) => json.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : fallback;
}
