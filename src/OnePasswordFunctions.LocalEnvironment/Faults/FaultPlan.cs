using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>The faults that are switched on, in the order in which they were added. Safe for use from many requests at once.</summary>
internal sealed class FaultPlan(FaultVocabulary vocabulary, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private ImmutableArray<ActiveFault> _active = [];

    /// <summary>The faults that there are, and their words.</summary>
    public FaultVocabulary Vocabulary { get; } = vocabulary;

    /// <summary>How many requests were struck so far.</summary>
    public int Struck { get; private set; }

    /// <summary>The faults that can still strike.</summary>
    public IReadOnlyList<FaultSpec> Active => [.. _active.Where(fault => !fault.IsUsedUp).Select(fault => fault.Spec)];

    /// <summary>Switches a fault on that is written as on the command line, for example <c>busy*3</c>.</summary>
    /// <exception cref="FormatException">The text is not a fault; the message says what is allowed.</exception>
    public ActiveFault Add(string text) => Add(FaultSpec.Parse(text, Vocabulary));

    public ActiveFault Add(FaultSpec spec)
    {
        var fault = new ActiveFault(spec, timeProvider);
        ImmutableInterlocked.Update(ref _active, faults => faults.Add(fault));
        return fault;
    }

    /// <summary>Takes one fault away and releases what it holds.</summary>
    public void Remove(ActiveFault fault)
    {
        ImmutableInterlocked.Update(ref _active, faults => faults.Remove(fault));
        fault.Remove();
    }

    /// <summary>Takes all faults away and releases what they hold.</summary>
    public void Clear()
    {
        foreach (ActiveFault fault in _active)
        {
            Remove(fault);
        }
    }

    /// <summary>The first fault that strikes this request, or null.</summary>
    /// <param name="target">What the request is for, such as a feed or a hub.</param>
    /// <param name="request">What kind of request it is; null as long as only its head was read, which is all that some faults wait for.</param>
    public ActiveFault? Take(string target, string? request) => Take(spec =>
        (spec.Target is null || spec.Target.Equals(target, StringComparison.OrdinalIgnoreCase))
        && (spec.Request is null ? (spec.Kind is "reset-before" or "refuse") == (request is null) : spec.Request == request));

    /// <summary>Whether a connection that is being opened is closed at once.</summary>
    public bool TakeRefusal() => Take(spec => spec is { Kind: "refuse", Target: null, Request: null }) is not null;

    private ActiveFault? Take(Func<FaultSpec, bool> matches)
    {
        if (_active.IsEmpty)
        {
            return null;
        }

        lock (_lock)
        {
            ActiveFault? struck = _active.FirstOrDefault(fault => !fault.IsUsedUp && matches(fault.Spec) && fault.TryStrike());
            Struck += struck is null ? 0 : 1;
            // A used-up fault is dropped so that a long run with many faults does not grow; what holds must stay to be released.
            if (struck is { IsUsedUp: true, Spec.Kind: not ("hold" or "hold-outcome") })
            {
                ImmutableInterlocked.Update(ref _active, faults => faults.Remove(struck));
            }

            return struck;
        }
    }
}
