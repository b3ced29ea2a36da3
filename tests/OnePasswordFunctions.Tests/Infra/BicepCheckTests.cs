using OnePasswordFunctions.Tests.Infra.Bicep;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The check itself must see mistakes, or its silence about the templates means nothing.</summary>
public class BicepCheckTests
{
    [Theory]
    [InlineData("var a = {", "found the end of the file")]
    [InlineData("var a = 'b", "does not end on its line")]
    [InlineData("var a = 'x${b'", "does not end")]
    [InlineData("var a =", "expected a value")]
    [InlineData("var a = [ 1 2 ]", "expected the end of the line")]
    [InlineData("var a = 1 var b = 2", "expected the end of the line")]
    [InlineData("var a = {\n  b: 1\n  b: 2\n}", "stands twice")]
    [InlineData("var a = b ? 1", "expected :")]
    [InlineData("output a string", "has no value")]
    [InlineData("resource a 'T@1' {\n}", "expected =")]
    [InlineData("varr a = 1", "unknown declaration")]
    [InlineData("var a = \"b\"", "unexpected character")]
    public void Parse_TextWithAMistake_SaysWhat(string text, string expected)
    {
        var exception = Assert.Throws<BicepSyntaxException>(() => BicepFile.Parse(text));

        Assert.Contains(expected, exception.Message);
    }

    [Theory]
    [InlineData("output a string = b", "unknown name b")]
    [InlineData("output a string = 'x${c}'", "unknown name c")]
    [InlineData("output a string = joyn([], '')", "unknown function joyn")]
    [InlineData("output a strng = 'b'", "unknown type strng")]
    [InlineData("param a string", "a is never used")]
    [InlineData("var a = 1\nvar a = 2\noutput b int = a", "declared twice")]
    [InlineData("output a array = [for b in []: c]", "unknown name c")]
    public void Names_OfAFileWithAMistake_AreReported(string text, string expected) =>
        Assert.Contains(BicepNames.Check(BicepFile.Parse(text)), p => p.Contains(expected));

    [Fact]
    public void Parse_WhatTheTemplatesUse_KeepsNamesAndShapes()
    {
        var file = BicepFile.Parse("""
            @description('Numbers')
            @minValue(1)
            param numbers ('a' | 'b')[] = [
              'a'
            ] // a comment
            var kept = filter(numbers, n => !empty(n) && n != 'b')
            resource r 'T/x@2024-01-01' = [for (n, i) in kept: if (i > 0) {
              name: '${n}-${i}'
              deep: kept[0].?inner ?? { a: 1, b: null }
            }]
            """);

        Assert.Equal("Numbers", file.Find("param", "numbers").Description);
        Assert.Equal("${}-${}", file.Find("resource", "r").Value!.Find("name")!.Text);
        Assert.Equal(["unknown name r2"], BicepNames.Check(BicepFile.Parse("output a string = r2.id")).Select(p => p[(p.IndexOf(':') + 2)..]));
        Assert.Empty(BicepNames.Check(file));
    }
}
