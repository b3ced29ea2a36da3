namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Keeps what the first worker said about the app's functions: those that come after it are not asked again.</summary>
internal sealed class FunctionIndex
{
    /// <summary>Null until a worker was asked.</summary>
    public FunctionCatalog? Catalog { get; set; }
}
