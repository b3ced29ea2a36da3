using System.Globalization;
using CsCheck;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

public sealed class SettingDurationTests
{
    [Theory]
    [InlineData("00:00:00", 0)]
    [InlineData("00:00:05", 5)]
    [InlineData("23:59:59", 86_399)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("120.12:30:01", 10_413_001)]
    [InlineData("24h", 86_400)]
    [InlineData("7D", 604_800)]
    [InlineData("90m", 5_400)]
    [InlineData("30s", 30)]
    public void TryParse_OneOfTheForms_IsRead(string text, long seconds)
    {
        Assert.True(SettingDuration.TryParse(text, out TimeSpan value, out string? why));
        Assert.Equal((seconds, null), ((long)value.TotalSeconds, why));
    }

    [Theory]
    [InlineData("24:00:00", "1.00:00:00 or 24h")]
    [InlineData("36:30:00", "1.12:30:00")]
    [InlineData("720:00:00", "30.00:00:00 or 720h")]
    [InlineData("1.24:00:00", "2.00:00:00 or 48h")]
    [InlineData("1:00:00:00", "1.00:00:00 or 24h")]
    [InlineData("00:60:00", "01:00:00 or 1h")]
    [InlineData("00:00:90", "00:01:30")]
    public void TryParse_AKnownMistake_IsRefusedWithTheRightSpelling(string text, string hint)
    {
        Assert.False(SettingDuration.TryParse(text, out _, out string? why));
        Assert.EndsWith("write " + hint, why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("01:30")]
    [InlineData("-01:00:00")]
    [InlineData("1d12h")]
    [InlineData("1.5h")]
    [InlineData("h")]
    [InlineData("24 h")]
    [InlineData("1w")]
    [InlineData("P1D")]
    [InlineData("00:00:00.5")]
    [InlineData("9999999d")]
    [InlineData("24h\n")]
    [InlineData("٢٤h")]
    [InlineData("")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(SettingDuration.TryParse(text, out _, out _));

    [Fact]
    public void TryParse_AnyTimeSpanAsItIsWritten_IsThatTimeSpan() => Gen.Long[0, 99_999L * 86_400].Sample(seconds =>
    {
        var value = TimeSpan.FromSeconds(seconds);
        return SettingDuration.TryParse(value.ToString("c", CultureInfo.InvariantCulture), out TimeSpan read, out string? why) && read == value && why is null;
    }, iter: 2_000);

    [Fact]
    public void TryParse_AnyNumberWithAUnit_IsThatManyOfIt() => Gen.Select(Gen.Int[0, 999_999], Gen.Char["dhmsDHMS"]).Sample((number, unit) =>
        SettingDuration.TryParse($"{number}{unit}", out TimeSpan read, out _)
        && read == number * char.ToLowerInvariant(unit) switch { 'd' => TimeSpan.FromDays(1), 'h' => TimeSpan.FromHours(1), 'm' => TimeSpan.FromMinutes(1), _ => TimeSpan.FromSeconds(1) }, iter: 2_000);

    [Fact]
    public void TryParse_AnyClock_IsReadOrRefusedWithASpellingThatIsRead() => Gen.Select(Gen.Int[0, 400], Gen.Char[".:"], Gen.OneOf(Gen.Int[0, 30], Gen.Int[0, 99_999]), Gen.Int[0, 99], Gen.Int[0, 99]).Sample((days, separator, hours, minutes, seconds) =>
    {
        TimeSpan meant = TimeSpan.FromDays(days) + TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
        string text = $"{days}{separator}{hours:00}:{minutes:00}:{seconds:00}";
        bool isGood = separator == '.' && hours < 24 && minutes < 60 && seconds < 60;
        if (SettingDuration.TryParse(text, out TimeSpan read, out string? why))
        {
            return isGood && read == meant;
        }

        string[] spellings = why!.Split("write ")[1].Split(" or ");
        return !isGood && spellings.All(spelling => SettingDuration.TryParse(spelling, out TimeSpan mended, out _) && mended == meant);
    }, iter: 10_000);
}
