using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One function as the worker and the settings describe it.</summary>
/// <param name="Metadata">As the worker described it; a load request sends it back.</param>
/// <param name="IsDisabled">Whether a setting switched it off.</param>
/// <param name="Error">Why the host does not use it; null when it does. One bad function never harms the others.</param>
/// <param name="BindingName">The trigger's parameter.</param>
/// <param name="Schedule">When a timer fires; null for HTTP functions, and there are no others here.</param>
/// <param name="Route">The route of an HTTP function without the prefix.</param>
/// <param name="AuthLevel">The key that a caller needs: of the level <c>function</c> or <c>admin</c>, or none for <c>anonymous</c>.</param>
internal sealed record FunctionDefinition(
    FunctionMetadata Metadata, bool IsDisabled = false, string? Error = null, string BindingName = "", TimerSchedule? Schedule = null, string Route = "", string AuthLevel = "function")
{
    public string Name => Metadata.Name;

    /// <summary>Whether it is a timer that can be fired.</summary>
    public bool IsTimer => Schedule is not null;

    /// <summary>The HTTP methods it answers, in upper case; empty means all.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Reads what the worker says about a function, with the host's checks.</summary>
    public static FunctionDefinition Read(FunctionMetadata metadata, AppSettings settings)
    {
        var function = new FunctionDefinition(metadata, settings.Disables(metadata.Name));
        try
        {
            return function.ReadTrigger(settings);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return function with { Error = exception.Message };
        }
    }

    private FunctionDefinition ReadTrigger(AppSettings settings)
    {
        JsonNode binding = Metadata.RawBindings.Select(raw => JsonNode.Parse(raw)!).FirstOrDefault(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException("At least one binding must be a trigger.");
        FunctionDefinition function = this with { BindingName = (string?)binding["name"] ?? throw new FormatException("The trigger has no name.") };
        return TypeOf(binding) switch
        {
            "timerTrigger" => function with { Schedule = TimerSchedule.Parse(settings.Resolve((string?)binding["schedule"] ?? "")) },
            "httpTrigger" => function with
            {
                Route = settings.Resolve((string?)binding["route"] ?? Name).Trim('/'),
                Methods = [.. (binding["methods"]?.AsArray() ?? []).Select(method => ((string)method!).ToUpperInvariant())],
                AuthLevel = ((string?)binding["authLevel"] ?? "function").ToLowerInvariant(),
            },
            string other => throw new FormatException($"The trigger {other} needs an extension that is not imitated here."),
        };
    }

    private static string TypeOf(JsonNode binding) => (string?)binding["type"] ?? "";
}
