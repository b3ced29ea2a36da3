using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the host remembers of a timer between runs and between its own starts.</summary>
/// <param name="Last">When the previous run began; the first moment of year 1 when there was none.</param>
/// <param name="Next">When the next run is due; inside a run, when that run was due.</param>
/// <param name="LastUpdated">The moment from which <paramref name="Next"/> was computed.</param>
internal sealed record ScheduleStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>The host escapes only what JSON requires: a time's <c>+</c> stays a <c>+</c>.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // The test projects switch the usual one off, to see what a trimmed app would do.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };
}
