using System.Buffers;
using System.Text;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

/// <summary>What a page hands out while it lives, and what becomes of its buffers.</summary>
public sealed class EventPageTests
{
    private const int Items = 100;

    /// <summary>A size of buffers that no other test asks the pool for.</summary>
    private const int RareSize = 12 * 1024 * 1024;

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(1000)]
    public void GetEvent_NoSuchEvent_Throws(int index)
    {
        using EventPage page = EventPages.Of("{}");

        Assert.Throws<ArgumentOutOfRangeException>(() => page.GetEvent(index).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => page.GetIdHash(index));
    }

    [Fact]
    public void GetEventMemory_AnyEvent_IsItsJson()
    {
        using EventPage page = EventPages.Of("""{"uuid":"A"}""", """{"uuid":"B"}""");

        Assert.Equal("""{"uuid":"B"}""", Encoding.UTF8.GetString(page.GetEventMemory(1).Span));
    }

    [Fact]
    public void Get_PageDisposed_Throws()
    {
        EventPage page = EventPages.Of("""{"uuid":"A"}""");
        page.Dispose();

        Assert.Throws<ObjectDisposedException>(() => page.GetEvent(0).Length);
        Assert.Throws<ObjectDisposedException>(() => page.GetEventMemory(0).Length);
        Assert.Throws<ObjectDisposedException>(() => page.GetUuid(0).Length);
        Assert.Throws<ObjectDisposedException>(() => page.TryGetTime(0, out _));
    }

    [Fact]
    public void Dispose_Twice_GivesBothBuffersBackOnce()
    {
        byte[] body = LargeBuffers.Pool.Rent(RareSize);
        EventItem[] items = ArrayPool<EventItem>.Shared.Rent(Items);
        var page = new EventPage(body, 0, items, 0, "c", false);

        page.Dispose();
        page.Dispose();

        Assert.Same(items, ArrayPool<EventItem>.Shared.Rent(Items));
        Assert.NotSame(items, ArrayPool<EventItem>.Shared.Rent(Items));
        Assert.Same(body, LargeBuffers.Pool.Rent(RareSize));
        Assert.NotSame(body, LargeBuffers.Pool.Rent(RareSize));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1025)]
    public void Read_PageThatIsRefused_GivesItsItemsBack(int count)
    {
        // A thread gets from the shared pool what it gave back last.
        EventItem[] items = ArrayPool<EventItem>.Shared.Rent(PageRequest.MaximumPageSize);
        ArrayPool<EventItem>.Shared.Return(items);

        Assert.Throws<IngestionException>(() => EventPages.Read(EventPages.Body("", false, Enumerable.Repeat("{}", count))));

        Assert.Same(items, ArrayPool<EventItem>.Shared.Rent(PageRequest.MaximumPageSize));
    }
}
