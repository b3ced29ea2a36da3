using System.Collections.Immutable;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Reads one function.json under the rules of the host.</summary>
internal static class FunctionJsonReader
{
    /// <exception cref="FormatException">The function cannot be used; the message says why.</exception>
    public static FunctionDefinition Read(string name, JsonElement json, AppSettings settings, HostJson hostJson)
    {
        ImmutableArray<JsonElement> bindings = ReadBindings(json);
        JsonElement trigger = FindTrigger(bindings);
        FunctionDefinition function = Text(trigger, "type")!.ToUpperInvariant() switch
        {
            "TIMERTRIGGER" => ReadTimer(name, trigger, settings),
            "HTTPTRIGGER" => ReadHttp(name, trigger, bindings),
            _ => throw new FormatException($"The trigger type '{Text(trigger, "type")}' is not known here; timerTrigger and httpTrigger are."),
        };
        RetryPolicy? retry = json.TryGetProperty("retry", out JsonElement section)
            ? RetryPolicyReader.Read(member => section.TryGetProperty(member, out JsonElement value) ? value.ToString() : null)
            : hostJson.Retry;
        return function with { Retry = retry, IsDisabled = settings.Disables(name) };
    }

    private static ImmutableArray<JsonElement> ReadBindings(JsonElement json)
    {
        ImmutableArray<JsonElement> bindings = json.TryGetProperty("bindings", out JsonElement array) && array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray()]
            : [];
        if (bindings.IsEmpty)
        {
            throw new FormatException("At least one binding must be declared.");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonElement binding in bindings)
        {
            string bindingName = Text(binding, "name") ?? throw new FormatException("Every binding needs a \"name\".");
            if (!names.Add(bindingName))
            {
                throw new FormatException($"Binding names must be unique, but '{bindingName}' occurs twice.");
            }

            if (Text(binding, "direction")?.ToUpperInvariant() is not (null or "IN" or "OUT" or "INOUT"))
            {
                throw new FormatException($"The direction of the binding '{bindingName}' must be in, out or inout.");
            }
        }

        return bindings;
    }

    private static JsonElement FindTrigger(ImmutableArray<JsonElement> bindings)
    {
        JsonElement[] triggers = [.. bindings.Where(binding => Text(binding, "type")?.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase) == true)];
        return triggers.Length == 1
            ? triggers[0]
            : throw new FormatException($"Exactly one trigger binding must be declared, but there are {triggers.Length}.");
    }

    private static FunctionDefinition ReadTimer(string name, JsonElement trigger, AppSettings settings)
    {
        string declared = Text(trigger, "schedule") ?? throw new FormatException("The timer trigger needs a \"schedule\".");
        string schedule = settings.Resolve(declared, unresolved => throw new FormatException($"'%{unresolved}%' does not resolve to a value."));
        return new FunctionDefinition(name, FunctionTrigger.Timer, Text(trigger, "name")!)
        {
            Schedule = TimerSchedule.Parse(schedule),
            UseMonitor = IsTrue(trigger, "useMonitor", fallback: true),
            RunOnStartup = IsTrue(trigger, "runOnStartup", fallback: false),
        };
    }

    private static FunctionDefinition ReadHttp(string name, JsonElement trigger, ImmutableArray<JsonElement> bindings)
    {
        string route = (Text(trigger, "route") ?? name).Trim('/');
        string first = route.Split('/')[0];
        if (first.Equals("admin", StringComparison.OrdinalIgnoreCase) || first.Equals("runtime", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"The route '{route}' must not start with 'admin' or 'runtime'.");
        }

        string? output = bindings.Where(binding => "http".Equals(Text(binding, "type"), StringComparison.OrdinalIgnoreCase)).Select(binding => Text(binding, "name")).FirstOrDefault();
        return new FunctionDefinition(name, FunctionTrigger.Http, Text(trigger, "name")!)
        {
            Route = route,
            Methods = trigger.TryGetProperty("methods", out JsonElement methods) ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())] : [],
            AuthorizationLevel = ReadLevel(Text(trigger, "authLevel")),
            HttpOutputName = output,
            IsPlainHttp = bindings.Length == 2 && output is not null,
        };
    }

    private static HttpAuthorizationLevel ReadLevel(string? text) => text?.ToUpperInvariant() switch
    {
        null or "FUNCTION" => HttpAuthorizationLevel.Function,
        "ANONYMOUS" => HttpAuthorizationLevel.Anonymous,
        "ADMIN" => HttpAuthorizationLevel.Admin,
        _ => throw new FormatException($"\"authLevel\" must be anonymous, function or admin but is '{text}'."),
    };

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTrue(JsonElement json, string name, bool fallback) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : fallback;
}
