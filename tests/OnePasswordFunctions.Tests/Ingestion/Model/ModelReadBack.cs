using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>What a process keeps between its runs: how the last of them ended, and its way to read the hub.</summary>
internal sealed class ModelReadBack
{
    public ModelReadBack(ModelWorld world) => ReadBack = new ReadBack(world.Hub.ForProcess(Script), world.Time, NullLogger<ReadBack>.Instance);

    public ReadBack ReadBack { get; }

    /// <summary>Faults of reading the hub.</summary>
    public SeamScript Script { get; } = new();
}
