using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The functions of an app, and for the folders that hold none that works, the reason.</summary>
/// <param name="Functions">The usable functions, by name.</param>
/// <param name="Errors">By folder name: why it is no function. One bad function never harms the others.</param>
internal sealed partial record FunctionCatalog(ImmutableArray<FunctionDefinition> Functions, ImmutableDictionary<string, string> Errors)
{
    /// <summary>Looks into every folder directly below the app's folder.</summary>
    public static FunctionCatalog Read(string appRoot, AppSettings settings, HostJson hostJson)
    {
        var functions = ImmutableArray.CreateBuilder<FunctionDefinition>();
        var errors = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string folder in Directory.EnumerateDirectories(appRoot).Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(folder, "function.json");
            if (!File.Exists(path))
            {
                continue;
            }

            string name = Path.GetFileName(folder);
            try
            {
                FunctionDefinition function = ReadFunction(name, File.ReadAllText(path), settings, hostJson);
                RejectDuplicateRoute(functions, function);
                functions.Add(function);
            }
            catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
            {
                errors[name] = exception.Message;
            }
        }

        return new FunctionCatalog(functions.ToImmutable(), errors.ToImmutable());
    }

    /// <summary>Finds a function by name in any letter case.</summary>
    public FunctionDefinition? Find(string name) =>
        Functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static FunctionDefinition ReadFunction(string name, string text, AppSettings settings, HostJson hostJson)
    {
        if (!NamePattern().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"'{name}' is not a valid function name: a letter, then up to 127 letters, digits, '_' or '-', and not 'host'.");
        }

        using JsonDocument document = JsonDocument.Parse(text, JsonFiles.Options);
        return FunctionJsonReader.Read(name, document.RootElement, settings, hostJson) with { Json = text };
    }

    private static void RejectDuplicateRoute(IEnumerable<FunctionDefinition> others, FunctionDefinition function)
    {
        if (function.Trigger != FunctionTrigger.Http)
        {
            return;
        }

        FunctionDefinition? other = others.FirstOrDefault(other => other.Trigger == FunctionTrigger.Http
            && other.Route.Equals(function.Route, StringComparison.OrdinalIgnoreCase)
            && (other.Methods.IsEmpty || function.Methods.IsEmpty || other.Methods.Intersect(function.Methods).Any()));
        if (other is not null)
        {
            throw new FormatException($"The route '{function.Route}' with these methods is already taken by the function {other.Name}.");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_\-]{0,127}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
