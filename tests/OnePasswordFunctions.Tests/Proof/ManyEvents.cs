using System.Globalization;
using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

/// <summary>An API and a hub that make up as many events as a test wants, and keep none of them. The hub lacks one in ten thousand.</summary>
internal sealed class ManyEvents(int count, DateTimeOffset from) : IEventsApi, IHubReader
{
    private const int PageSize = PageRequest.MaximumPageSize;

    /// <summary>Called when the hub has handed over its last message.</summary>
    public Action AtTheEnd { get; init; } = static () => { };

    public Task<EventPage> ReadPageAsync(EventFeed feed, PageRequest request, CancellationToken cancellationToken)
    {
        // All of them happened in the first hour.
        int first = request.Cursor is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : request.StartTime > from ? count : 0;
        int end = Math.Min(count, first + PageSize);
        return Task.FromResult(EventPages.Read(EventPages.Body($"{end}", end < count, Enumerable.Range(first, end - first).Select(Json))));
    }

    public Task<TokenIntrospection> IntrospectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PartitionBounds>>([new PartitionBounds("0", 0, count - 1, from.AddHours(2), null)]);

    public Task<long> ReadAsync(
        EventFeed feed, PartitionBounds partition, DateTimeOffset start, long after, Action<StoredMessage> visit, CancellationToken cancellationToken)
    {
        for (int number = 0; number < count; number++)
        {
            if (number % 10_000 != 5_000)
            {
                visit(new StoredMessage(number, from.AddHours(1), Encoding.UTF8.GetBytes(Json(number)), Id(number), feed.EventType, null, "stream", number + 1));
            }
        }

        AtTheEnd();
        return Task.FromResult((long)count);
    }

    private static string Id(int number) => $"EVENT{number:D21}";

    private string Json(int number) =>
        $$"""{"uuid":"{{Id(number)}}","timestamp":"{{from.AddMilliseconds(number * 3.0):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"}""";
}
