using System.Globalization;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Reads the arguments of <c>get-events</c> from the query and, with POST, from a JSON body.</summary>
internal static class EventsRequestReader
{
    private const string EventType = "event_type";
    private const string Limit = "limit";
    private const string From = "from_date";
    private const string Push = "should_push_events";

    private const int DefaultLimit = 1000;

    private static readonly TimeSpan DefaultLookback = TimeSpan.FromMinutes(1);

    /// <summary>The request, or null with the problems in <paramref name="arguments"/>.</summary>
    public static EventsRequest? Read(RequestArguments arguments, HttpRequest request, DateTimeOffset now)
    {
        AnswerFormat format = AnswerFormats.Choose(
            arguments, request, AnswerFormat.Json, AnswerFormat.Ndjson, AnswerFormat.Markdown, AnswerFormat.Html, AnswerFormat.Csv);
        if (!EventFeed.TryParse(arguments[EventType], out EventFeed? feed))
        {
            arguments.Reject(EventType, "required; " + string.Join(", ", EventFeed.All.Select(known => $"'{known.DisplayName}' (or {known.Name})")));
        }

        int limit = ReadLimit(arguments);
        DateTimeOffset from = ReadFromDate(arguments, now);
        bool push = ReadPush(arguments);
        return arguments.Problems.Count == 0 ? new EventsRequest(feed!, limit, from, push, format) : null;
    }

    /// <summary>The arguments in the query; a POST's body is added by <see cref="JsonBody"/>.</summary>
    public static RequestArguments ReadQuery(HttpRequest request) =>
        RequestArguments.FromQuery(request, EventType, Limit, From, Push, AnswerFormats.Argument);

    private static int ReadLimit(RequestArguments arguments)
    {
        if (arguments[Limit] is not { } text)
        {
            return DefaultLimit;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit < 1)
        {
            arguments.Reject(Limit, $"a whole number from 1 to {int.MaxValue}; {DefaultLimit} when absent");
        }

        return limit;
    }

    private static DateTimeOffset ReadFromDate(RequestArguments arguments, DateTimeOffset now)
    {
        if (arguments[From] is not { } text)
        {
            return now - DefaultLookback;
        }

        if (!FromDate.TryParse(text, now, out DateTimeOffset from))
        {
            arguments.Reject(From, FromDate.Allowed);
        }

        return from;
    }

    private static bool ReadPush(RequestArguments arguments)
    {
        bool push = false;
        if (arguments[Push] is { } text && !bool.TryParse(text, out push))
        {
            arguments.Reject(Push, "true or false");
        }

        return push;
    }
}
