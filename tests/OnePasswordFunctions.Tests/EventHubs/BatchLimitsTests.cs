using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>When a refusal counts against a batch's size, and what is remembered of a batch that may be stored.</summary>
public sealed class BatchLimitsTests
{
    private const long Large = BatchLimits.Smallest + 1;

    private readonly BatchLimits _limits = new();

    [Fact]
    public void MostEvents_NothingSentYet_IsUnbounded() => Assert.Equal((int.MaxValue, long.MaxValue), (_limits.MostEvents(7), _limits.Bytes));

    [Fact]
    public void MostEvents_BatchThatMayBeStored_BoundsOnlyWhatBeginsLikeIt()
    {
        _limits.Keep(7, 3);

        Assert.Equal((3, int.MaxValue), (_limits.MostEvents(7), _limits.MostEvents(8)));
    }

    [Fact]
    public void Accept_AfterASend_ForgetsTheBatchAndItsRefusals()
    {
        _limits.Keep(7, 3);
        _limits.Doubt(3, Large);
        _limits.Doubt(3, Large);

        _limits.Accept();

        Assert.Equal(int.MaxValue, _limits.MostEvents(7));
        Assert.False(_limits.Doubt(3, Large));
    }

    [Fact]
    public void Doubt_LargeBatch_HalvesItAtTheThirdRefusal()
    {
        _limits.Keep(7, 8);

        Assert.Equal([false, false, true], Refuse(3, 8, 400_000));
        Assert.Equal((4, 200_000), (_limits.MostEvents(7), _limits.Bytes));
        Assert.Equal([false, false, true], Refuse(3, 4, 200_000));
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(8, BatchLimits.Smallest)]
    public void Doubt_SingleEventOrSmallBatch_IsNeverAboutSize(int count, long bytes)
    {
        _limits.Keep(7, count);

        Assert.DoesNotContain(true, Refuse(20, count, bytes));
        Assert.Equal((count, long.MaxValue), (_limits.MostEvents(7), _limits.Bytes));
    }

    [Theory]
    [InlineData(7, 8, true)]
    [InlineData(7, 9, false)]
    [InlineData(6, 8, false)]
    public void Keep_AnotherBatchThanWasRefused_BeginsToCountAnew(ulong firstId, int count, bool isSame)
    {
        _limits.Keep(7, 8);
        Refuse(2, 8, Large);

        _limits.Keep(firstId, count);

        Assert.Equal(isSame, _limits.Doubt(count, Large));
    }

    [Theory]
    [InlineData((2 * BatchLimits.Smallest) + 2, BatchLimits.Smallest + 1)]
    [InlineData(BatchLimits.Smallest + 2, BatchLimits.Smallest)]
    public void Halve_AnySize_StopsAtWhatNoTierRefuses(long bytes, long expected)
    {
        _limits.Halve(2, bytes);

        Assert.Equal(expected, _limits.Bytes);
    }

    [Fact]
    public void Halve_LargerBatchLater_DoesNotRaiseTheLimitAgain()
    {
        _limits.Halve(8, 200_000);
        _limits.Halve(8, 900_000);

        Assert.Equal(100_000, _limits.Bytes);
    }

    private bool[] Refuse(int times, int count, long bytes) => [.. Enumerable.Range(0, times).Select(_ => _limits.Doubt(count, bytes))];
}
