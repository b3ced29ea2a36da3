using OnePasswordFunctions.Functions.Http.Events;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary>Reads the arguments of <c>prove-delivery</c> from the query and, with POST, from a JSON body.</summary>
internal static class ProofRequestReader
{
    private const string EventType = "event_type";
    private const string From = "from_date";
    private const string To = "to_date";
    private const string Repair = "should_repair";

    /// <summary>What the newest events may take to be read and published; a proof that comes earlier finds them waiting.</summary>
    private static readonly TimeSpan SafetyMargin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(1);

    /// <summary>The request and the form of its answer, or null with the problems in <paramref name="arguments"/>.</summary>
    public static (ProofRequest Request, AnswerFormat Format)? Read(RequestArguments arguments, HttpRequest request, DateTimeOffset now)
    {
        AnswerFormat format = ReportAnswer.ChooseFormat(arguments, request);
        if (!EventFeed.TryParse(arguments[EventType], out EventFeed? feed))
        {
            arguments.Reject(EventType, "required; " + string.Join(", ", EventFeed.All.Select(known => $"'{known.DisplayName}' (or {known.Name})")));
        }

        DateTimeOffset to = ReadTime(arguments, To, now) ?? now - SafetyMargin;
        DateTimeOffset from = ReadTime(arguments, From, now) ?? to - DefaultPeriod;
        (from, to) = (InMilliseconds(from), InMilliseconds(to));
        if (from >= to && arguments.Problems.Count == 0)
        {
            arguments.Reject(From, "a time before to_date, which is five minutes ago when absent");
        }

        bool repair = ReadRepair(arguments);
        return arguments.Problems.Count == 0 ? (new ProofRequest(feed!, from, to, repair), format) : null;
    }

    /// <summary>The arguments in the query; a POST's body is added by <see cref="JsonBody"/>.</summary>
    public static RequestArguments ReadQuery(HttpRequest request) => RequestArguments.FromQuery(request, EventType, From, To, Repair, AnswerFormats.Argument);

    private static DateTimeOffset? ReadTime(RequestArguments arguments, string name, DateTimeOffset now)
    {
        if (arguments[name] is not { } text)
        {
            return null;
        }

        if (!FromDate.TryParse(text, now, out DateTimeOffset time))
        {
            arguments.Reject(name, FromDate.Allowed);
        }

        return time;
    }

    private static bool ReadRepair(RequestArguments arguments)
    {
        bool repair = false;
        if (arguments[Repair] is { } text && !bool.TryParse(text, out repair))
        {
            arguments.Reject(Repair, "true or false");
        }

        return repair;
    }

    /// <summary>No finer than what the Events API takes, so that a slice ends where the next begins.</summary>
    private static DateTimeOffset InMilliseconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
