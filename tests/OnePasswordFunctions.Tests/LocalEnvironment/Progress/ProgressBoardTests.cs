using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Progress;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Progress;

public sealed class ProgressBoardTests
{
    private const string Record = """
        {"record":"onepassword.run","schema":1,"feed":"itemusages","outcome":"CaughtUp","failure":"None","error":null,"events":40,"startedAt":"2026-11-22T06:00:00.0000000+00:00","lagSeconds":1.5}
        """;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Read_AgainstTheLedger_ShowsHeldServedAndWaiting()
    {
        long published = 10;
        var board = new ProgressBoard(() => Report(published), _clock);
        board.Read();
        published = 30;
        _clock.Advance(TimeSpan.FromSeconds(2));

        FeedProgress feed = board.Read()[1];

        Assert.Equal(SimulatedFeed.ItemUsages, feed.Feed);
        Assert.Equal(100, feed.Held);
        Assert.Equal(50, feed.Served);
        Assert.Equal(30, feed.InHub);
        Assert.Equal(70, feed.Waiting);
        Assert.Equal(10, feed.PerSecond, 3);
    }

    [Fact]
    public void Read_RealServices_CountsWhatTheRunsSay()
    {
        var board = new ProgressBoard(compare: null, _clock);

        board.Note(Line(Record));
        board.Note(Line("[2026-11-22T06:00:00Z] " + Record));

        FeedProgress feed = board.Read()[1];
        Assert.Equal(80, feed.InHub);
        Assert.Null(feed.Held);
        Assert.Null(feed.Waiting);
        Assert.Equal("CaughtUp", feed.LastRun!.Outcome);
        Assert.Equal(1.5, feed.LastRun.LagSeconds);
        Assert.Equal(2, feed.Runs);
    }

    [Fact]
    public void Note_FailedRun_SaysWhyOncePerChange()
    {
        var board = new ProgressBoard(compare: null, _clock);
        List<string> noted = [];
        board.ProblemNoted += noted.Add;

        board.Note(Failed("Unauthorized", "The token was refused."));
        board.Note(Failed("Unauthorized", "The token was refused."));
        Assert.Equal<string>(["Item usage actions: Unauthorized. The token was refused. (2 times)"], board.Problems);
        Assert.Equal("Failed", board.Read()[1].LastRun!.Outcome);

        board.Note(Failed("Unavailable", "It answered 503."));
        board.Note(Line(Record));
        board.Note(Failed("Unavailable", "It answered 503."));

        Assert.Equal<string>(
            ["Item usage actions: Unauthorized. The token was refused.", "Item usage actions: Unavailable. It answered 503.", "Item usage actions: Unavailable. It answered 503."], noted);
    }

    [Fact]
    public void Note_WhatTheHostSaysOfAFailedRun_IsShownOnlyWhenTheRunItselfSaidNothing()
    {
        var board = new ProgressBoard(compare: null, _clock);
        HostLogEntry result = new(LogLevel.Error, HostLogCategories.Results, "Executed 'Functions.IngestItemUsageActions' (Failed)", "IngestItemUsageActions");

        board.Note(Failed("Unauthorized", "The token was refused."));
        board.Note(result);
        Assert.Single(board.Problems);

        board.Note(result with { FunctionName = "IngestAuditEvents" });
        Assert.Equal(2, board.Problems.Length);
    }

    [Fact]
    public void Note_SameWarningWithOtherNumbers_IsTheSameWarning()
    {
        var board = new ProgressBoard(compare: null, _clock);
        List<string> noted = [];
        board.ProblemNoted += noted.Add;

        board.Note(Line("The next attempt follows in 0.3 s.", LogLevel.Warning));
        board.Note(Line("The next attempt follows in 2.1 s.", LogLevel.Warning));

        Assert.Equal<string>(["The next attempt follows in 0.3 s."], noted);
        Assert.Equal<string>(["The next attempt follows in 2.1 s. (2 times)"], board.Problems);
    }

    [Fact]
    public void Problems_ManyOfThem_AreTheNewestFive()
    {
        var board = new ProgressBoard(compare: null, _clock);

        foreach (char name in "abcdefg")
        {
            board.Note(Line($"Warning {name}", LogLevel.Warning));
        }

        Assert.Equal<string>(["Warning c", "Warning d", "Warning e", "Warning f", "Warning g"], board.Problems);
    }

    [Fact]
    public void EveryFeedRanSince_OneFeedDidNot_IsFalse()
    {
        var board = new ProgressBoard(compare: null, _clock);
        DateTimeOffset before = DateTimeOffset.Parse("2026-11-22T05:59:59Z", null);

        board.Note(Line(Record));
        board.Note(Line(Record.Replace("itemusages", "auditevents", StringComparison.Ordinal)));
        Assert.False(board.EveryFeedRanSince(before));

        board.Note(Line(Record.Replace("itemusages", "signinattempts", StringComparison.Ordinal)));
        Assert.True(board.EveryFeedRanSince(before));
        Assert.False(board.EveryFeedRanSince(before.AddSeconds(1)));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("{\"record\":\"onepassword.run\"")]
    [InlineData("{\"record\":\"onepassword.run\",\"feed\":\"other\"}")]
    [InlineData("{\"record\":\"onepassword.run\",\"feed\":\"itemusages\"}")]
    public void TryRead_OtherLine_IsNull(string line) => Assert.Null(RunReport.TryRead(line));

    [Fact]
    public void Describe_Feed_IsCompact()
    {
        var board = new ProgressBoard(() => Report(30), _clock);
        board.Note(Line(Record));

        Assert.Equal(
            ["Audit events: 30/100 in hub, 70 waiting, 0/s, no run yet", "Item usage actions: 30/100 in hub, 70 waiting, 0/s, CaughtUp", "Sign in attempts: 30/100 in hub, 70 waiting, 0/s, no run yet"],
            board.Read().Select(feed => feed.Describe()));
    }

    private static HostLogEntry Failed(string failure, string error) => new(
        LogLevel.Error,
        HostLogCategories.User("IngestItemUsageActions"),
        Record.Replace("CaughtUp", "Failed", StringComparison.Ordinal).Replace("None", failure, StringComparison.Ordinal).Replace("null", $"\"{error}\"", StringComparison.Ordinal),
        "IngestItemUsageActions");

    private static HostLogEntry Line(string text, LogLevel level = LogLevel.Information) => new(level, HostLogCategories.Console, text);

    private static DeliveryReport Report(long published) =>
        new([.. SimulatedFeed.All.Select(feed => new Delivery(feed.Name, 100, 50, published, 0, 0, 0, 0))], 0);
}
