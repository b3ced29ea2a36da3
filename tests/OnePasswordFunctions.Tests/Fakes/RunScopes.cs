using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>What the parts of a run or of a proof share, for a part that is tested alone.</summary>
internal static class RunScopes
{
    /// <summary>A run of the audit events that may publish a hundred.</summary>
    public static RunScope Create(TimeProvider time, TokenClaims? token = null, CancellationToken shutdown = default)
    {
        var options = new IngestionOptions { MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 100), Token = token };
        var identity = new RunIdentity(EventFeed.AuditEvents, "run", time.GetUtcNow(), time.GetTimestamp());
        return new RunScope(identity, options, new RetryPolicy(() => 0.5), time, NullLogger.Instance, shutdown);
    }
}
