using System.Globalization;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Reads the arguments of <c>get-events</c>.</summary>
internal static class EventsRequestReader
{
    private const string EventType = "event_type";
    private const string Limit = "limit";
    private const string From = "from_date";
    private const string Order = "order";
    private const string Push = "should_push_events";

    private const int DefaultLimit = 1000;

    /// <summary>The newest events are held until the last page is read.</summary>
    private const int MostOfNewest = 10_000;

    /// <summary>The names of the arguments.</summary>
    public static string[] Names => [EventType, Limit, From, Order, Push, AnswerFormats.Argument];

    /// <summary>The request, or null with the problems in <paramref name="arguments"/>.</summary>
    public static EventsRequest? Read(RequestArguments arguments, HttpRequest request, DateTimeOffset now)
    {
        AnswerFormat format = AnswerFormats.Choose(
            arguments, request, AnswerFormat.Json, AnswerFormat.Ndjson, AnswerFormat.Markdown, AnswerFormat.Html, AnswerFormat.Csv);
        EventFeed? feed = arguments.ReadFeed(EventType);
        bool newest = ReadOrder(arguments);
        int limit = ReadLimit(arguments, newest ? MostOfNewest : int.MaxValue);
        DateTimeOffset? from = arguments.ReadTime(From, now);
        bool push = arguments.ReadFlag(Push);
        return arguments.Problems.Count == 0 ? new EventsRequest(feed!, limit, from, newest, push, format) : null;
    }

    private static bool ReadOrder(RequestArguments arguments)
    {
        bool newest = "newest".Equals(arguments[Order], StringComparison.OrdinalIgnoreCase);
        if (!newest && arguments[Order] is { } text && !text.Equals("oldest", StringComparison.OrdinalIgnoreCase))
        {
            arguments.Reject(Order, "oldest, newest; oldest when absent");
        }

        return newest;
    }

    private static int ReadLimit(RequestArguments arguments, int most)
    {
        if (arguments[Limit] is not { } text)
        {
            return DefaultLimit;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit < 1 || limit > most)
        {
            arguments.Reject(Limit, $"a whole number from 1 to {most}{(most == MostOfNewest ? " with order=newest" : "")}; {DefaultLimit} when absent");
        }

        return limit;
    }
}
