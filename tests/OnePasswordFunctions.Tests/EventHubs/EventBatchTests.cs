using System.Runtime.InteropServices;
using System.Text;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventBatchTests
{
    private const long Plenty = 1_000_000;
    private const string StreamId = "0123456789abcdef0123456789abcdef";

    private static readonly Uri _server = new("https://events.1password.com");

    private readonly EventBatch _batch = new(EventFeed.ItemUsageActions, IngestMode.Timer, _server);

    /// <summary>Bodies around every length at which the encoding changes, up to more than an hour of traffic of the largest events seen.</summary>
    public static TheoryData<int> BodyLengths => [0, 1, 100, 110, 120, 130, 200, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 300, 1000, 65_535, 65_536, 70_000];

    [Fact]
    public void Fill_TimerRun_MakesTheDocumentedMessage()
    {
        using EventPage page = EventPages.Of("""{"uuid":"U1","timestamp":"2026-03-14T09:00:00.5Z","é":"\u00e9"}""");

        _batch.Fill(Request(page, new StreamPosition(StreamId, 41)), Plenty);

        EventData message = Assert.Single(_batch.Events);
        Assert.Equal(page.GetEvent(0).ToArray(), message.EventBody.ToArray());
        Assert.Equal(("application/json", "U1"), (message.ContentType, message.MessageId));
        Assert.Equal(
            [
                ("cloudEvents:id", "U1"), ("cloudEvents:sequence", "0000000000000042"), ("cloudEvents:source", "https://events.1password.com/api/v2/itemusages"),
                ("cloudEvents:specversion", "1.0"), ("cloudEvents:time", "2026-03-14T09:00:00.5Z"), ("cloudEvents:type", "com.1password.itemusage"),
                ("ingestMode", "timer"), ("stream", StreamId),
            ],
            Properties(message));
    }

    [Fact]
    public void Fill_EventWithoutIdAndTimeOutsideOfARun_HasAHashAndNoNumber()
    {
        var batch = new EventBatch(EventFeed.AuditEvents, IngestMode.GetEvents, _server);
        using EventPage page = EventPages.Of("""{"a":1}""");

        batch.Fill(new PublishRequest(EventFeed.AuditEvents, IngestMode.GetEvents, page, 0, 1), Plenty);

        EventData message = Assert.Single(batch.Events);
        Assert.Equal("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862", message.MessageId);
        Assert.Equal(["cloudEvents:id", "cloudEvents:source", "cloudEvents:specversion", "cloudEvents:type", "ingestMode"], Properties(message).Select(property => property.Name));
        Assert.Contains(("ingestMode", "get-events"), Properties(message));
    }

    [Fact]
    public void Fill_AfterAnotherBatch_KeepsNothingOfIt()
    {
        using EventPage before = EventPages.Of("""{"uuid":"A","timestamp":"2026-03-14T09:00:00Z"}""", """{"uuid":"B","timestamp":"2026-03-14T09:00:00Z"}""");
        using EventPage after = EventPages.Of("""{"uuid":"C"}""");
        _batch.Fill(Request(before, new StreamPosition(StreamId, 0)), Plenty);

        _batch.Fill(Request(after, null), Plenty);

        EventData message = Assert.Single(_batch.Events);
        Assert.Equal(["cloudEvents:id", "cloudEvents:source", "cloudEvents:specversion", "cloudEvents:type", "ingestMode"], Properties(message).Select(property => property.Name));
        Assert.Equal(after.GetEvent(0).ToArray(), message.EventBody.ToArray());
    }

    [Theory]
    [MemberData(nameof(BodyLengths))]
    public void Bytes_AnyShapes_AreWhatTheSdkFinds(int length)
    {
        foreach (string item in Shapes(length))
        {
            foreach (StreamPosition? stream in new StreamPosition?[] { null, new(StreamId, 999_999_999_999_998) })
            {
                using EventPage page = EventPages.Of(item, item, item);
                AssertSameAsSdk(page, stream, 3);
                AssertSameAsSdk(page, stream, 1);
            }
        }
    }

    [Fact]
    public void Fill_LimitReachedExactly_TakesTheEventAndOneByteLessDoesNot()
    {
        using EventPage page = Numbered(4);
        _batch.Fill(Request(page, null), Plenty);
        long all = _batch.Bytes;

        _batch.Fill(Request(page, null), all);
        Assert.Equal(4, _batch.Count);
        _batch.Fill(Request(page, null), all - 1);
        Assert.Equal(3, _batch.Count);
    }

    [Fact]
    public void Fill_EventThatFitsOnlyAlone_GoesAlone()
    {
        using EventPage page = Numbered(2);
        _batch.Fill(Request(page, null) with { End = 1 }, Plenty);
        long alone = _batch.Bytes;

        _batch.Fill(Request(page, null), alone);
        Assert.Equal((1, alone), (_batch.Count, _batch.Bytes));
        _batch.Fill(Request(page, null), alone - 1);
        Assert.Equal((0, 0), (_batch.Count, _batch.Bytes));
    }

    [Fact]
    public void Fill_PartOfAPage_NumbersFromItsFirstEvent()
    {
        using EventPage page = Numbered(6);

        _batch.Fill(Request(page, new StreamPosition(StreamId, 100)) with { First = 2, End = 5 }, Plenty);

        Assert.Equal(["U2", "U3", "U4"], _batch.Events.Select(message => message.MessageId));
        Assert.Equal(
            ["0000000000000101", "0000000000000102", "0000000000000103"],
            _batch.Events.Select(message => message.Properties["cloudEvents:sequence"]));
    }

    [Fact]
    public void Fill_SeveralEvents_PointsIntoThePage()
    {
        using EventPage page = Numbered(3);

        _batch.Fill(Request(page, null), Plenty);

        Assert.All(Arrays(), array => Assert.Same(ArrayOf(page.GetEventMemory(0)), array));
    }

    [Fact]
    public void Fill_ASingleEvent_IsACopyBecauseTheSdkMakesNone()
    {
        using EventPage page = Numbered(3);

        _batch.Fill(Request(page, null) with { End = 1 }, Plenty);

        Assert.NotSame(ArrayOf(page.GetEventMemory(0)), Assert.Single(Arrays()));
    }

    [Fact]
    public void Fill_ManyPages_MakesNoMoreMessagesThanTheLargestBatchNeeds()
    {
        using EventPage page = Numbered(50);
        _batch.Fill(Request(page, null), Plenty);
        EventData[] first = [.. _batch.Events];

        _batch.Fill(Request(page, null), Plenty);

        Assert.Equal(first, _batch.Events);
    }

    [Fact]
    public void Clear_MessagesThatAreKeptForTheNextBatch_HoldNoBytesOfThePage()
    {
        using EventPage page = Numbered(3);
        _batch.Fill(Request(page, null), Plenty);
        EventData[] kept = [.. _batch.Events];

        _batch.Clear();

        Assert.Empty(_batch.Events);
        Assert.All(kept, message => Assert.Equal(0, message.EventBody.ToMemory().Length));
    }

    [Fact]
    public void Fill_RandomBytesAndLimits_NeverExceedsTheLimitAndLosesNoByte()
    {
        var random = new Random(20260314);
        for (int round = 0; round < 200; round++)
        {
            (EventPage page, byte[][] events) = RandomPage(random, random.Next(1, 60));
            long limit = random.Next(2500, 20_000);
            var sent = new List<byte[]>();
            while (sent.Count < events.Length)
            {
                _batch.Fill(Request(page, new StreamPosition(StreamId, sent.Count)) with { First = sent.Count }, limit);
                var sdk = new SdkBatch(Plenty);
                Assert.All(_batch.Events, message => Assert.True(sdk.TryAdd(message)));
                Assert.InRange(_batch.Count == 1 ? _batch.Bytes : sdk.SizeInBytes, 1, limit);
                sent.AddRange(_batch.Events.Select(message => message.EventBody.ToArray()));
            }

            Assert.Equal(events, sent);
        }
    }

    private static EventPage Numbered(int count) =>
        EventPages.Of([.. Enumerable.Range(0, count).Select(number => $$"""{"uuid":"U{{number}}","timestamp":"2026-03-14T09:00:00Z","t":"0123456789"}""")]);

    /// <summary>Bodies of any bytes, also such as are no text; an id in front of each second one.</summary>
    private static (EventPage Page, byte[][] Events) RandomPage(Random random, int count)
    {
        var items = new EventItem[count];
        var body = new List<byte>();
        var events = new byte[count][];
        for (int index = 0; index < count; index++)
        {
            events[index] = new byte[random.Next(30, 2000)];
            random.NextBytes(events[index]);
            events[index].AsSpan(0, 26).Fill((byte)'I');
            items[index] = new EventItem(body.Count, events[index].Length, body.Count, index % 2 == 0 ? 26 : 0, 0, 0, EventItem.NoTime, (ulong)index + 1);
            body.AddRange(events[index]);
        }

        return (new EventPage([.. body], body.Count, items, count, "next", false), events);
    }

    private static PublishRequest Request(EventPage page, StreamPosition? stream) =>
        new(EventFeed.ItemUsageActions, IngestMode.Timer, page, 0, page.Count, stream);

    private static (string Name, string Value)[] Properties(EventData message) =>
        [.. message.Properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => (property.Key, (string)property.Value))];

    private static byte[] ArrayOf(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) ? segment.Array! : [];

    /// <summary>Events of about this length: plain, in another script, without a time, without an id, with the longest ids.</summary>
    private static IEnumerable<string> Shapes(int length)
    {
        const string time = "2026-03-14T09:00:00.123456789Z";
        yield return Padded("""{"uuid":"ABCDEFGHIJKLMNOPQRSTUVWXYZ","timestamp":"2026-03-14T09:00:00.123456789Z","t":"*"}""", length, 'x');
        yield return Padded("""{"uuid":"ABCDEFGHIJKLMNOPQRSTUVWXYZ","timestamp":"2026-03-14T09:00:00.123456789Z","t":"*"}""", length, 'ß');
        yield return Padded("""{"uuid":"A","t":"*"}""", length, '語');
        yield return Padded("""{"t":"*"}""", length, 'x');
        yield return Padded($$"""{"uuid":"{{new string('L', 128)}}","timestamp":"{{time}}","t":"*"}""", length, 'x');
    }

    private static string Padded(string item, int length, char filler)
    {
        int room = length - Encoding.UTF8.GetByteCount(item) + 1;
        return item.Replace("*", new string(filler, Math.Max(0, room / Encoding.UTF8.GetByteCount([filler]))), StringComparison.Ordinal);
    }

    private void AssertSameAsSdk(EventPage page, StreamPosition? stream, int count)
    {
        _batch.Fill(Request(page, stream) with { End = count }, Plenty);
        var sdk = new SdkBatch(Plenty);
        Assert.All(_batch.Events, message => Assert.True(sdk.TryAdd(message)));

        // The SDK counts a batch of one as if more were to come, and sends it without the frame around it.
        long body = page.GetEvent(0).Length;
        long frame = _batch.Bytes <= 255 ? 5 : 8;
        Assert.True(sdk.SizeInBytes == _batch.Bytes + (count == 1 ? frame : 0), $"{body} bytes, {count} events: {sdk.SizeInBytes} of the SDK, {_batch.Bytes} of ours");
    }

    private IEnumerable<byte[]> Arrays() => _batch.Events.Select(message =>
        ArrayOf(message.GetRawAmqpMessage().Body.TryGetData(out IEnumerable<ReadOnlyMemory<byte>>? data) ? Assert.Single(data!) : default));
}
