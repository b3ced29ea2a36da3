using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary>Reads the arguments of <c>prove-delivery</c>.</summary>
internal static class ProofRequestReader
{
    private const string EventType = "event_type";
    private const string From = "from_date";
    private const string To = "to_date";
    private const string Repair = "should_repair";

    /// <summary>What the newest events may take to be read and published; a proof that comes earlier finds them waiting.</summary>
    private static readonly TimeSpan SafetyMargin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(1);

    /// <summary>The names of the arguments.</summary>
    public static string[] Names => [EventType, From, To, Repair, AnswerFormats.Argument];

    /// <summary>The request, or null with the problems in <paramref name="arguments"/>.</summary>
    public static ProofRequest? Read(RequestArguments arguments, DateTimeOffset now)
    {
        EventFeed? feed = arguments.ReadFeed(EventType);
        DateTimeOffset to = arguments.ReadTime(To, now) ?? now - SafetyMargin;
        DateTimeOffset from = arguments.ReadTime(From, now) ?? to - DefaultPeriod;
        (from, to) = (InMilliseconds(from), InMilliseconds(to));
        if (from >= to && arguments.Problems.Count == 0)
        {
            arguments.Reject(From, "a time before to_date, which is five minutes ago when absent");
        }

        bool repair = arguments.ReadFlag(Repair);
        return arguments.Problems.Count == 0 ? new ProofRequest(feed!, from, to, repair) : null;
    }

    /// <summary>No finer than what the Events API takes, so that a slice ends where the next begins.</summary>
    private static DateTimeOffset InMilliseconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
