using System.Runtime.InteropServices;
using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class RecentEventsTests
{
    private readonly RecentEvents _recent = new();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(RecentEvents.Capacity, false)]
    [InlineData(RecentEvents.Capacity + 1, false)]
    [InlineData(RecentEvents.RecoveringCapacity + 5, false)]
    [InlineData((3 * RecentEvents.RecoveringCapacity) + 17, false)]
    [InlineData(RecentEvents.RecoveringCapacity, true)]
    public void FromBytes_WhatCopyToWrote_KeepsTheSameHashesInOrder(int count, bool isRecovering)
    {
        Add(0, count, isRecovering);
        byte[] bytes = new byte[_recent.Count * sizeof(ulong)];
        Assert.Equal(bytes.Length, _recent.CopyTo(bytes));

        int kept = Math.Min(count, isRecovering ? RecentEvents.RecoveringCapacity : RecentEvents.Capacity);
        Assert.Equal(Enumerable.Range(count - kept, kept), MemoryMarshal.Cast<byte, ulong>(bytes).ToArray().Select(hash => (int)hash));

        RecentEvents restored = RecentEvents.FromBytes(bytes);
        byte[] again = new byte[bytes.Length];
        restored.CopyTo(again);

        Assert.Equal(bytes, again);
        Assert.Equal(kept, restored.Count);
    }

    [Fact]
    public void Add_InOrdinaryTimes_ForgetsTheOldest()
    {
        Add(0, RecentEvents.Capacity + 10, false);

        Assert.False(_recent.Contains(9));
        Assert.True(_recent.Contains(10));
        Assert.True(_recent.Contains(RecentEvents.Capacity + 9));
        Assert.False(_recent.Contains(RecentEvents.Capacity + 10));
    }

    [Fact]
    public void Add_WhileRecovering_ForgetsNothingAndStopsWhenFull()
    {
        Add(0, RecentEvents.Capacity, false);
        Assert.False(_recent.Contains(50_000));
        Add(50_000, 10_000, true);

        Assert.True(_recent.Contains(0));
        Assert.True(_recent.Contains(50_000));
        Assert.Equal(RecentEvents.RecoveringCapacity, _recent.Count);
        Assert.False(_recent.Contains(59_999));
    }

    [Fact]
    public void Add_AfterARecovery_KeepsTheNewest()
    {
        Add(0, RecentEvents.Capacity, false);
        Add(50_000, 100, true);
        Add(90_000, 1, false);

        Assert.Equal(RecentEvents.Capacity, _recent.Count);
        Assert.False(_recent.Contains(100));
        Assert.True(_recent.Contains(101));
        Assert.True(_recent.Contains(50_000));
        Assert.True(_recent.Contains(90_000));
    }

    [Fact]
    public void Trim_BetweenIncidents_MakesRoomForTheNext()
    {
        Add(0, RecentEvents.RecoveringCapacity, true);
        _recent.Trim();
        Add(50_000, 10, true);

        Assert.True(_recent.Contains(50_009));
        Assert.Equal(RecentEvents.Capacity + 10, _recent.Count);
        Assert.False(_recent.Contains(0));
    }

    private void Add(int first, int count, bool isRecovering)
    {
        for (int number = 0; number < count; number++)
        {
            _recent.Add((ulong)(first + number), isRecovering);
        }
    }
}
