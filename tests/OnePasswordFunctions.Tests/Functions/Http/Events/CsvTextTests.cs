using CsCheck;
using OnePasswordFunctions.Functions.Http.Events;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

public sealed class CsvTextTests
{
    private const string Hostile = "=1+2 x;=1+2;y\tz:=3 |@SUM(A1)|-1 + +2,\"=4\" -5.12\n=6\r\n＝7 \u00A0=8 ' =9 - @10 é=11 x- =12 q=-13 !=14";

    /// <summary>Texts of what a spreadsheet might trip over; no apostrophe, so that the ones that come in can be told.</summary>
    private static readonly Gen<string> AnyText = Gen.String[Gen.Char["a9é=+-@＝＋－＠,;:|! \"\t\r\n\u00A0"], 0, 12];

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+2", "'＝1+2")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\r=x", "\"'\r'=x\"")]
    [InlineData(" =1", " '=1")]
    [InlineData("x;=1+2;y", "x;'=1+2;y")]
    [InlineData("x\t=1+2", "x\t'=1+2")]
    [InlineData("x\n=1+2", "\"x\n'=1+2\"")]
    [InlineData("x, -1+2", "\"x, '-1+2\"")]
    [InlineData("x;\"=1+2\"", "\"x;\"\"'=1+2\"\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Encode_WhatCouldBeAFormula_IsText(string? text, string expected) => Assert.Equal(expected, CsvText.Encode(text));

    [Theory]
    [InlineData("a=b")]
    [InlineData("ann+tag@example.com")]
    [InlineData("Ann-Mary Smith - Jones")]
    [InlineData("2026-03-02T08:00:00+01:00")]
    [InlineData("C++ and a==b")]
    [InlineData("+")]
    public void Encode_NamesAndTimes_StayAsTheyAre(string text) => Assert.Equal(text.Length == 1 ? "'" + text : text, CsvText.Encode(text));

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    [InlineData(':')]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('!')]
    [InlineData('\u00A0')]
    [InlineData('"')]
    public void Encode_SplitAtAnySeparator_NoPartIsAFormula(char separator)
    {
        string[] cells = CsvText.Encode(Hostile).Split(separator);
        Assert.All(cells, cell => Assert.False(IsFormula(cell), $"'{cell}' could be a formula."));
    }

    [Fact]
    public void Encode_AnyText_IsOneCellThatReadsAsTheTextAndNoFormula() => AnyText.Sample(text =>
    {
        string cell = CsvText.Encode(text);
        bool isQuoted = cell.StartsWith('"') && cell.Length > 1;
        string read = isQuoted ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
        return (isQuoted ? cell.Count(character => character == '"') % 2 == 0 : cell.AsSpan().IndexOfAny(",\"\r\n") < 0)
            && read.Replace("'", "", StringComparison.Ordinal) == text
            && (read.Length == 0 || !"=+-@＝＋－＠\t\r\n".Contains(read[0], StringComparison.Ordinal));
    }, iter: 20_000);

    [Fact]
    public void Encode_AnyTextSplitAtAnySeparator_NoPartIsAFormula() => Gen.Select(AnyText, Gen.Char[",;\t|: \n!\u00A0\""]).Sample((text, separator) =>
        Array.TrueForAll(CsvText.Encode(text).Split(separator), cell => !IsFormula(cell)), iter: 20_000);

    [Fact]
    public void Encode_WordsWithSignsBetweenThem_StayAsTheyAre() =>
        Gen.Select(Gen.String[Gen.Char["aZ9é"], 1, 3].Array[1, 4], Gen.OneOf("-", "+", "@", "=", " - ", "--", " ").Array[4]).Sample((words, signs) =>
        {
            string text = string.Concat(words.Select((word, index) => index == 0 ? word : signs[index] + word));
            return CsvText.Encode(text) == text;
        }, iter: 2_000);

    /// <summary>A character of a formula with something to reckon behind it, whatever white space or quotes stand in front.</summary>
    private static bool IsFormula(string cell)
    {
        string text = cell.Trim(' ', '\t', '\r', '\n', '"', '\u00A0');
        return text.Length > 1 && "=+-@＝＋－＠".Contains(text[0], StringComparison.Ordinal);
    }
}
