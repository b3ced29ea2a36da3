using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One function as its function.json and the settings describe it.</summary>
/// <param name="Name">The folder's name, which is also the path that is posted to.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="BindingName">The trigger binding's name: the key under <c>Data</c>.</param>
internal sealed record FunctionDefinition(string Name, FunctionTrigger Trigger, string BindingName)
{
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

    /// <summary>The name of the <c>http</c> output binding: the key under <c>Outputs</c>.</summary>
    public string? HttpOutputName { get; init; }

    /// <summary>True when an HTTP trigger and an HTTP output are all it has: only then can requests be forwarded.</summary>
    public bool IsPlainHttp { get; init; }

    public RetryPolicy? Retry { get; init; }

    /// <summary>Whether a setting switched it off.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The text of function.json, which the admin endpoints show.</summary>
    public string Json { get; init; } = "{}";
}
