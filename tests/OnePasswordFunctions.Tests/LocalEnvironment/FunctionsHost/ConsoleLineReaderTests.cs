using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class ConsoleLineReaderTests
{
    [Theory]
    [InlineData("an error", false, LogLevel.Information)]
    [InlineData("WARNING: x", true, LogLevel.Warning)]
    [InlineData("anything", true, LogLevel.Information)]
    [InlineData("Unhandled Exception", true, LogLevel.Error)]
    public void Read_Line_HasTheHostsLevel(string line, bool isStandardError, LogLevel expected)
    {
        HostLogEntry entry = ConsoleLineReader.Read(line, isStandardError);

        Assert.Equal(expected, entry.Level);
        Assert.Equal(HostLogCategories.Console, entry.Category);
        Assert.Equal(line, entry.Text);
    }

    [Theory]
    [InlineData("LanguageWorkerConsoleLogabc")]
    [InlineData("azfuncjsonlog:abc")]
    public void Read_ReservedPrefix_IsNotForTheOperator(string line)
    {
        HostLogEntry entry = ConsoleLineReader.Read(line, isStandardError: true);

        Assert.Equal(HostLogCategories.System, entry.Category);
        Assert.Equal("abc", entry.Text);
    }
}
