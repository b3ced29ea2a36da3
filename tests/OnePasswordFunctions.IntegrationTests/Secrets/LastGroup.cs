namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>xunit runs a collection that must not run in parallel after all that may. This is the only one of the assembly.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LastGroup
{
    public const string Name = "After everything else";
}
