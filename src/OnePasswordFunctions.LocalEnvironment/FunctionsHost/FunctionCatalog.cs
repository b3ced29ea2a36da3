using System.Collections.Immutable;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The functions of an app, and for those that the host refuses, the reason.</summary>
/// <param name="Functions">The usable functions.</param>
/// <param name="Errors">By name: why it is not used. One bad function never harms the others.</param>
internal sealed record FunctionCatalog(ImmutableArray<FunctionDefinition> Functions, ImmutableDictionary<string, string> Errors)
{
    public static readonly FunctionCatalog Empty = new([], ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads what the worker answered to the request for its functions.</summary>
    public static FunctionCatalog Read(IEnumerable<FunctionMetadata> described, AppSettings settings)
    {
        FunctionCatalog catalog = Empty;
        foreach (FunctionMetadata metadata in described)
        {
            try
            {
                FunctionDefinition function = FunctionReader.Read(metadata, settings);
                catalog.RejectDuplicate(function);
                catalog = catalog with { Functions = catalog.Functions.Add(function) };
            }
            catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or ArgumentException)
            {
                catalog = catalog with { Errors = catalog.Errors.SetItem(metadata.Name, exception.Message) };
            }
        }

        return catalog;
    }

    /// <summary>Finds a function by name in any letter case.</summary>
    public FunctionDefinition? Find(string name) =>
        Functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void RejectDuplicate(FunctionDefinition function)
    {
        if (Find(function.Name) is not null)
        {
            throw new FormatException($"The function name '{function.Name}' is not unique.");
        }

        FunctionDefinition? other = function.Trigger == FunctionTrigger.Timer ? null : Functions.FirstOrDefault(other => other.Trigger == FunctionTrigger.Http
            && other.Route.Equals(function.Route, StringComparison.OrdinalIgnoreCase)
            && (other.Methods.IsEmpty || function.Methods.IsEmpty || other.Methods.Intersect(function.Methods).Any()));
        if (other is not null)
        {
            throw new FormatException($"The route '{function.Route}' with these methods is already taken by the function {other.Name}.");
        }
    }
}
