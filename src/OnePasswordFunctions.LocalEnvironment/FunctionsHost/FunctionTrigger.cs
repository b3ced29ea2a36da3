namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What starts a function. Other triggers need an extension bundle and do not occur here.</summary>
internal enum FunctionTrigger
{
    Timer,
    Http,
}
