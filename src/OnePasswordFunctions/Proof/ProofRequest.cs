using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>What is to be proven.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="From">The earliest event time, inclusive.</param>
/// <param name="To">The latest event time, exclusive; above <paramref name="From"/>.</param>
/// <param name="ShouldRepair">Whether the events that are missing are published.</param>
internal sealed record ProofRequest(EventFeed Feed, DateTimeOffset From, DateTimeOffset To, bool ShouldRepair);
