namespace OnePasswordFunctions.Tests.Proof;

/// <summary>Tests that weigh the memory of the process run alone.</summary>
[CollectionDefinition(nameof(MemoryGroup), DisableParallelization = true)]
public sealed class MemoryGroup;
