using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>What becomes of tokens in time.</summary>
public sealed class ConnectionTokensTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly ConnectionTokens _tokens;
    private int _expired;

    public ConnectionTokensTests() => _tokens = new ConnectionTokens(_time, () => _expired++);

    public void Dispose() => _tokens.Dispose();

    [Fact]
    public void Put_AToken_CoversWhatLiesBelowItsPathUntilItEnds()
    {
        Put("hub", minutes: 10);

        Assert.Equal((true, true, false), (_tokens.Covers("hub"), _tokens.Covers("HUB/Partitions/1"), _tokens.Covers("hub2")));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((false, 1), (_tokens.Covers("hub"), _expired));
    }

    [Fact]
    public void Put_ANewerToken_KeepsTheAccess()
    {
        Put("hub", minutes: 10);
        _time.Advance(TimeSpan.FromMinutes(5));
        Put("hub", minutes: 10);

        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((true, 0, 2), (_tokens.Covers("hub"), _expired, _tokens.Count));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal((false, 1), (_tokens.Covers("hub"), _expired));
    }

    [Fact]
    public void Put_TwoPaths_EachEndsAtItsTime()
    {
        Put("first", minutes: 1);
        Put("second", minutes: 2);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((false, true, 1), (_tokens.Covers("first"), _tokens.Covers("second"), _expired));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((false, 2), (_tokens.Covers("second"), _expired));
    }

    [Fact]
    public void Clear_EndsAllAtOnce()
    {
        Put("hub", minutes: 10);

        _tokens.Clear();

        Assert.False(_tokens.Covers("hub"));
    }

    private void Put(string path, int minutes) => _tokens.Put(path, _time.GetUtcNow().AddMinutes(minutes));
}
