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

    /// <summary>The timers and the HTTP functions that no setting switched off.</summary>
    public IEnumerable<FunctionDefinition> Enabled => Functions.Where(function => !function.IsDisabled);

    /// <summary>Reads what the worker answered to the request for its functions.</summary>
    public static FunctionCatalog Read(IEnumerable<FunctionMetadata> described, AppSettings settings)
    {
        FunctionCatalog catalog = Empty;
        foreach (FunctionMetadata metadata in described)
        {
            try
            {
                catalog = catalog with { Functions = catalog.Functions.Add(FunctionDefinition.Read(metadata, settings)) };
            }
            catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
            {
                catalog = catalog with { Errors = catalog.Errors.SetItem(metadata.Name, exception.Message) };
            }
        }

        return catalog;
    }

    /// <summary>Finds a function by name in any letter case.</summary>
    public FunctionDefinition? Find(string name) => Functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a timer by name.</summary>
    /// <exception cref="ArgumentException">There is no usable timer function of this name; the message says why.</exception>
    public FunctionDefinition FindTimer(string name) => Find(name) is { Schedule: not null } function ? function : throw new ArgumentException(
        $"There is no usable timer function '{name}'. {Errors.GetValueOrDefault(name, $"Usable are: {string.Join(", ", Functions.Where(function => function.Schedule is not null).Select(function => function.Name))}.")}", nameof(name));
}
