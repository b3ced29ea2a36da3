using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>One of the three event streams that the simulator serves.</summary>
/// <param name="Index">Its place in <see cref="All"/>.</param>
/// <param name="Name">The last segment of its path, which is also the token's scope for it.</param>
/// <param name="DisplayName">As people read it.</param>
/// <param name="Function">The function of the app that ingests it.</param>
internal sealed record SimulatedFeed(int Index, string Name, string DisplayName, string Function)
{
    public static readonly SimulatedFeed AuditEvents = new(0, "auditevents", "Audit events", "IngestAuditEvents");
    public static readonly SimulatedFeed ItemUsages = new(1, "itemusages", "Item usage actions", "IngestItemUsageActions");
    public static readonly SimulatedFeed SignInAttempts = new(2, "signinattempts", "Sign in attempts", "IngestSignInAttempts");

    public static ImmutableArray<SimulatedFeed> All { get; } = [AuditEvents, ItemUsages, SignInAttempts];

    /// <summary>The feed of a name, in exactly these letters; null when there is none such.</summary>
    public static SimulatedFeed? Find(string? name) => All.FirstOrDefault(feed => feed.Name == name);
}
