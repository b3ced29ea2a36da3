using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class CursorCodecTests
{
    private static readonly PageFilter Filter = new(After: 123_456_789, Limit: 1000, StartTicks: 17, EndTicks: long.MaxValue, StartBindsBelow: 42);
    private readonly CursorCodec _codec = new(seed: 1, "ACCOUNT", TimeProvider.System);

    [Fact]
    public void TryDecode_WhatEncodeMade_GivesItBack()
    {
        string cursor = Encode();
        Assert.InRange(cursor.Length, 40, 300);
        Assert.True(_codec.TryDecode(cursor, SimulatedFeed.ItemUsages, out PageFilter filter));
        Assert.Equal(Filter, filter);
    }

    [Fact]
    public void TryDecode_OneCharacterChanged_SaysNo()
    {
        string cursor = Encode();
        for (int i = 0; i < cursor.Length - 3; i++)
        {
            string changed = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            Assert.False(_codec.TryDecode(changed, SimulatedFeed.ItemUsages, out _), $"accepted with character {i} changed");
        }
    }

    [Fact]
    public void TryDecode_AnotherFeedsCursor_SaysNo() => Assert.False(_codec.TryDecode(Encode(), SimulatedFeed.AuditEvents, out _));

    [Fact]
    public void TryDecode_AnotherAccountsCursor_SaysNo()
        => Assert.False(new CursorCodec(1, "OTHER", TimeProvider.System).TryDecode(Encode(), SimulatedFeed.ItemUsages, out _));

    [Fact]
    public void TryDecode_AfterExpiry_TakesOnlyNewCursors()
    {
        string old = Encode();
        _codec.ExpireAll();
        Assert.False(_codec.TryDecode(old, SimulatedFeed.ItemUsages, out _));
        Assert.True(_codec.TryDecode(Encode(), SimulatedFeed.ItemUsages, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    public void TryDecode_Garbage_SaysNo(string cursor) => Assert.False(_codec.TryDecode(cursor, SimulatedFeed.ItemUsages, out _));

    private string Encode() => _codec.Encode(SimulatedFeed.ItemUsages, Filter);
}
