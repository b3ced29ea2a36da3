using System.Text;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class EventIdentityTests
{
    private readonly EventIdentity _identity = new(seed: 7);

    [Fact]
    public void Read_WhatWriteWrote_FindsFeedAndIndex()
    {
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            foreach (long index in new[] { 0, 1, 63, 999_999, 10_000_000_000L })
            {
                Assert.Equal((feed.Index, index), _identity.Read(Write(_identity, feed, index)));
            }
        }
    }

    [Fact]
    public void Write_ManyEvents_GivesDifferentTextsOfTheAlphabet()
    {
        var seen = new HashSet<string>();
        for (int index = 0; index < 50_000; index++)
        {
            string text = Encoding.ASCII.GetString(Write(_identity, SimulatedFeed.ItemUsages, index));
            Assert.True(seen.Add(text));
            Assert.Matches("^[A-Z2-7]{26}$", text);
        }
    }

    [Fact]
    public void Write_NeighbouringEvents_LookUnrelated()
    {
        byte[] first = Write(_identity, SimulatedFeed.AuditEvents, 1);
        byte[] second = Write(_identity, SimulatedFeed.AuditEvents, 2);
        Assert.True(first.Zip(second).Count(pair => pair.First != pair.Second) > 15);
    }

    [Theory]
    [InlineData("P5NJH2MUM7MJAFKEJLFGIQUQM7")]
    [InlineData("p5njh2mum7mjafkejlfgiquqm7")]
    [InlineData("SHORT")]
    [InlineData("")]
    public void Read_AForeignUuid_SaysNo(string uuid) => Assert.Null(_identity.Read(Encoding.ASCII.GetBytes(uuid)));

    [Fact]
    public void Read_AnotherSeedsUuid_SaysNo()
        => Assert.Null(_identity.Read(Write(new EventIdentity(8), SimulatedFeed.AuditEvents, 5)));

    private static byte[] Write(EventIdentity identity, SimulatedFeed feed, long index)
    {
        var uuid = new byte[EventIdentity.Length];
        identity.Write(feed, index, uuid);
        return uuid;
    }
}
