using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class StreamNumbersTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Conclude_AnyNumbersInAnyOrder_SaysWhatACarefulReaderWould()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int most = random.Next(1, 12_000);
            long offset = random.NextInt64(0, 1_000_000);
            long[] present = [.. Enumerable.Range(0, most).Where(_ => random.Next(10) != 0).Select(number => number + offset)];
            if (present.Length == 0)
            {
                continue;
            }

            var numbers = new StreamNumbers(Time, Time);
            long[] shuffled = [.. present, .. present.Where(_ => random.Next(20) == 0)];
            random.Shuffle(shuffled);
            Array.ForEach(shuffled, number => numbers.Add(number, (ulong)number << 32, Time));
            StreamFinding finding = numbers.Conclude("s", null)!;
            var there = present.ToHashSet();
            int missing = (int)(present[^1] - present[0] + 1) - present.Length;
            Assert.Equal((present[0], present[^1], missing, 0), (finding.First, finding.Last, finding.Missing, finding.Conflicts));
            Assert.All(finding.MissingNumbers, range => Assert.True(
                !there.Contains(range.First) && !there.Contains(range.Last) && there.Contains(range.First - 1) && there.Contains(range.Last + 1)));
            Assert.Equal(Math.Min(20, CountRuns(present)), finding.MissingNumbers.Count);
        }
    }

    [Fact]
    public void Conclude_LastIsKnownFromTheRow_MissesTheEnd()
    {
        var numbers = new StreamNumbers(Time, Time);
        numbers.Add(5, 1UL << 33, Time);
        StreamFinding finding = numbers.Conclude("s", 8)!;
        Assert.Equal(3, finding.Missing);
        Assert.Equal(["6-8"], finding.MissingNumbers.Select(range => range.ToString()));
    }

    [Fact]
    public void Conclude_NumbersOutsideWhatIsSettled_AreNotCalledMissing()
    {
        var numbers = new StreamNumbers(Time, Time.AddHours(1));
        numbers.Add(1, 1, Time.AddMinutes(-1));
        numbers.Add(3, 1, Time);
        numbers.Add(4, 1, Time.AddHours(1));
        numbers.Add(9, 1, Time.AddHours(1).AddSeconds(1));
        StreamFinding finding = numbers.Conclude("s", null)!;
        Assert.Equal((3, 4, 0), (finding.First, finding.Last, finding.Missing));
    }

    [Fact]
    public void Add_NumbersThatNobodyGave_TakesBoundedRoomAndSaysSo()
    {
        var numbers = new StreamNumbers(Time, Time);
        for (long number = 0; number < 5000; number++)
        {
            numbers.Add(number * 10_000_000_000, 1, Time);
        }

        StreamFinding finding = numbers.Conclude("s", null)!;
        Assert.True(finding.IsIncomplete);
        Assert.Equal(20, finding.MissingNumbers.Count);
    }

    [Theory]
    [InlineData(2048, false)]
    [InlineData(2049, true)]
    public void Add_NumbersFarApart_KeepsSoManyPlaces(int places, bool isIncomplete)
    {
        var numbers = new StreamNumbers(Time, Time);
        for (long place = 0; place < places; place++)
        {
            numbers.Add(place * 4096, 1, Time);
        }

        numbers.Add(1, 1, Time);
        StreamFinding finding = numbers.Conclude("s", null)!;
        Assert.Equal((isIncomplete, 2047 * 4096, new NumberRange(2, 4095)), (finding.IsIncomplete, finding.Last, finding.MissingNumbers[0]));
    }

    [Fact]
    public void Conclude_OneNumber_IsAStreamWithoutAGap()
    {
        var numbers = new StreamNumbers(Time, Time);
        numbers.Add(7, 1, Time);
        StreamFinding finding = numbers.Conclude("s", null)!;
        Assert.Equal((7, 7, 0, false, false), (finding.First, finding.Last, finding.Missing, finding.IsCurrent, finding.IsIncomplete));
    }

    [Fact]
    public void Conclude_NothingIsSettled_SaysNothing()
    {
        var numbers = new StreamNumbers(Time, Time.AddHours(1));
        Assert.Null(numbers.Conclude("s", 9));
        numbers.Add(7, 1, Time.AddHours(2));
        Assert.Null(numbers.Conclude("s", null));
    }

    /// <summary>Only 32 bits of a hash are kept, and a place without a number is 0.</summary>
    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 32)]
    [InlineData(ulong.MaxValue)]
    public void Add_AnyHash_IsThere(ulong hash)
    {
        var numbers = new StreamNumbers(Time, Time);
        numbers.Add(1, hash, Time);
        Assert.Equal(0, numbers.Conclude("s", 1)!.Missing);
    }

    [Fact]
    public void Conclude_ManyConflicts_CountsAllAndNamesTwenty()
    {
        var numbers = new StreamNumbers(Time, Time);
        for (int number = 1; number <= 21; number++)
        {
            numbers.Add(number, 2UL << 32, Time);
            numbers.Add(number, 2UL << 32, Time);
            numbers.Add(number, 4UL << 32, Time);
        }

        StreamFinding finding = numbers.Conclude("s", null)!;
        Assert.Equal(21, finding.Conflicts);
        Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), finding.ConflictingNumbers);
    }

    [Fact]
    public void NumberRange_OfOne_IsWrittenAsOne() => Assert.Equal("5", new NumberRange(5, 5).ToString());

    private static int CountRuns(long[] present) => present.Zip(present.Skip(1)).Count(pair => pair.Second > pair.First + 1);
}
