using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One function as the worker and the settings describe it.</summary>
/// <param name="BindingName">The trigger's parameter.</param>
internal sealed record FunctionDefinition(string Name, string BindingName)
{
    /// <summary>As the worker described it; a load request sends it back.</summary>
    public FunctionMetadata Metadata { get; init; } = new();

    /// <summary>When a timer fires; null for HTTP functions, and there are no others here.</summary>
    public TimerSchedule? Schedule { get; init; }

    /// <summary>The route of an HTTP function without the prefix.</summary>
    public string Route { get; init; } = "";

    /// <summary>The HTTP methods it answers, in upper case; empty means all.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>The key that a caller needs: of the level <c>function</c> or <c>admin</c>, or none for <c>anonymous</c>.</summary>
    public string AuthLevel { get; init; } = "function";

    /// <summary>Whether a setting switched it off.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Reads what the worker says about a function, with the host's checks.</summary>
    /// <exception cref="FormatException">The host would not use this function; the message says why.</exception>
    public static FunctionDefinition Read(FunctionMetadata metadata, AppSettings settings)
    {
        JsonNode binding = metadata.RawBindings.Select(raw => JsonNode.Parse(raw)!).FirstOrDefault(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException("At least one binding must be a trigger.");
        string bindingName = (string?)binding["name"] ?? throw new FormatException("The trigger has no name.");
        var function = new FunctionDefinition(metadata.Name, bindingName) { Metadata = metadata, IsDisabled = settings.Disables(metadata.Name) };
        return TypeOf(binding) switch
        {
            "timerTrigger" => function with { Schedule = TimerSchedule.Parse(settings.Resolve((string?)binding["schedule"] ?? "")) },
            "httpTrigger" => function with
            {
                Route = settings.Resolve((string?)binding["route"] ?? metadata.Name).Trim('/'),
                Methods = [.. (binding["methods"]?.AsArray() ?? []).Select(method => ((string)method!).ToUpperInvariant())],
                AuthLevel = ((string?)binding["authLevel"] ?? "function").ToLowerInvariant(),
            },
            string other => throw new FormatException($"The trigger {other} needs an extension that is not imitated here."),
        };
    }

    private static string TypeOf(JsonNode binding) => (string?)binding["type"] ?? "";
}
