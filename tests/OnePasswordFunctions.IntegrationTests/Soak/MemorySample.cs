namespace OnePasswordFunctions.IntegrationTests.Soak;

/// <summary>What a process held at one moment.</summary>
/// <param name="Share">How much of the work was done, 0 to 1.</param>
/// <param name="Resident">VmRSS, in megabytes.</param>
/// <param name="Peak">VmHWM, in megabytes: the most that was ever resident until then.</param>
/// <param name="Descriptors">Open files and sockets.</param>
internal sealed record MemorySample(double Share, double Resident, double Peak, int Descriptors);
