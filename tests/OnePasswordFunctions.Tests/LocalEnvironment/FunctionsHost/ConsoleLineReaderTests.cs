using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class ConsoleLineReaderTests
{
    [Theory]
    [InlineData("an error", false, true, LogLevel.Information)]
    [InlineData("anything", true, true, LogLevel.Error)]
    [InlineData("WARNING: x", true, true, LogLevel.Warning)]
    [InlineData("anything", true, false, LogLevel.Information)]
    [InlineData("Unhandled Exception", true, false, LogLevel.Error)]
    public void Read_Line_HasTheHostsLevel(string line, bool isStandardError, bool errorsOnly, LogLevel expected)
    {
        HostLogEntry entry = ConsoleLineReader.Read(line, isStandardError, errorsOnly);

        Assert.Equal(expected, entry.Level);
        Assert.Equal(HostLogCategories.Console, entry.Category);
        Assert.Equal(line, entry.Text);
    }

    [Theory]
    [InlineData("LanguageWorkerConsoleLogabc")]
    [InlineData("azfuncjsonlog:abc")]
    public void Read_ReservedPrefix_IsNotForTheOperator(string line)
    {
        HostLogEntry entry = ConsoleLineReader.Read(line, isStandardError: true, standardErrorIsForErrorsOnly: true);

        Assert.Equal(HostLogCategories.System, entry.Category);
        Assert.Equal("abc", entry.Text);
    }
}
