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
        lock (_lock)
        {
            _active = _active.Add(fault);
        }

        return fault;
    }

    /// <summary>Takes one fault away and releases what it holds.</summary>
    public void Remove(ActiveFault fault)
    {
        lock (_lock)
        {
            _active = _active.Remove(fault);
        }

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

    /// <summary>The fault for a request of which only the head was read, if one strikes that early.</summary>
    public ActiveFault? TakeBeforeBody(string target) => Take(fault => Matches(fault, target) && fault.Spec.Request is null && IsEarly(fault.Spec.Kind));

    /// <summary>The first fault that strikes this request, or null.</summary>
    public ActiveFault? Take(string target, RequestKind request)
        => Take(fault => Matches(fault, target)
            && (fault.Spec.Request is null ? !IsEarly(fault.Spec.Kind) : fault.Spec.Request == request)
            && (fault.Spec.Kind != FaultKind.CursorExpired || request == RequestKind.Cursor));

    /// <summary>Whether a connection that is being opened is closed at once.</summary>
    public bool TakeRefusal() => Take(fault => fault.Spec is { Kind: FaultKind.Refuse, Target: null, Request: null }) is not null;

    private static bool IsEarly(FaultKind kind) => kind is FaultKind.ResetBefore or FaultKind.Refuse;

    private static bool Matches(ActiveFault fault, string target)
        => fault.Spec.Target is null || fault.Spec.Target.Equals(target, StringComparison.OrdinalIgnoreCase);

    private ActiveFault? Take(Func<ActiveFault, bool> matches)
    {
        if (_active.IsEmpty)
        {
            return null;
        }

        lock (_lock)
        {
            ActiveFault? struck = _active.FirstOrDefault(fault => !fault.IsUsedUp && matches(fault) && fault.TryStrike());
            if (struck is not null)
            {
                Struck++;
                // A used-up fault is dropped so that a long run with many faults does not grow; what holds must stay to be released.
                if (struck.IsUsedUp && struck.Spec.Kind is not (FaultKind.Hold or FaultKind.HoldOutcome))
                {
                    _active = _active.Remove(struck);
                }
            }

            return struck;
        }
    }
}
