using System.Collections.Immutable;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One function as the worker and the settings describe it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="BindingName">The trigger's parameter.</param>
internal sealed record FunctionDefinition(string Name, FunctionTrigger Trigger, string BindingName)
{
    /// <summary>As the worker described it; a load request sends it back.</summary>
    public FunctionMetadata Metadata { get; init; } = new();

    /// <summary>When a timer fires; null for HTTP functions.</summary>
    public TimerSchedule? Schedule { get; init; }

    /// <summary>Whether the schedule's status is kept; the host ignores it for schedules that fire more than once a minute.</summary>
    public bool UseMonitor { get; init; } = true;

    /// <summary>Whether the timer also fires whenever the host starts.</summary>
    public bool RunOnStartup { get; init; }

    /// <summary>The route of an HTTP function without the prefix.</summary>
    public string Route { get; init; } = "";

    /// <summary>The HTTP methods it answers, in upper case; empty means all.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    public HttpAuthorizationLevel AuthorizationLevel { get; init; }

    /// <summary>How often a failed run is repeated; null for never.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Whether a setting switched it off.</summary>
    public bool IsDisabled { get; init; }
}
