using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>The host classes a line on stderr by the word "warn" in it, whatever the line means.</summary>
public sealed class LineOutputTests : IDisposable
{
    private readonly MemoryStream _out = new();
    private readonly MemoryStream _error = new();
    private readonly JsonLineLoggerProvider _provider;

    public LineOutputTests() =>
        _provider = new JsonLineLoggerProvider(new LineOutput(_out, _error, new SecretRedactor(["warn-secret-warn"])), new FakeTimeProvider());

    public void Dispose() => _provider.Dispose();

    [Theory]
    [InlineData("the hub says: Warning, WARN, warn warn")]
    [InlineData("line\nbreak \\warn \"warn\" é😀")]
    public void Log_Error_NeverContainsWarnAndReadsTheSame(string message)
    {
        _provider.CreateLogger("OnePasswordFunctions.Test").LogError(new EventId(7, "Name"), "{Message}", message);

        string line = Text(_error);
        Assert.DoesNotContain("warn", line, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, line.Count(character => character == '\n'));
        using JsonDocument record = JsonDocument.Parse(line);
        Assert.Equal(message, record.RootElement.GetProperty("message").GetString());
        Assert.Equal("Error", record.RootElement.GetProperty("level").GetString());
        Assert.Equal(7, record.RootElement.GetProperty("eventId").GetInt32());
    }

    [Fact]
    public void Log_TextCutInsideAPair_IsStillALineOfJson()
    {
        _provider.CreateLogger("OnePasswordFunctions.Test").LogError("{Message}", "half \ud83d");

        using JsonDocument record = JsonDocument.Parse(Text(_error));
        Assert.Equal("half \ufffd", record.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public void Log_Warning_ContainsWarnOnStandardError()
    {
        _provider.CreateLogger("OnePasswordFunctions.Test").LogWarning("be careful");

        Assert.Contains("warn", Text(_error), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, _out.Length);
    }

    [Fact]
    public void Log_Information_GoesToStandardOutput()
    {
        _provider.CreateLogger("OnePasswordFunctions.Test").LogInformation("all is well");

        Assert.Contains("all is well", Text(_out), StringComparison.Ordinal);
        Assert.Equal(0, _error.Length);
    }

    [Fact]
    public void Log_FrameworkInformation_IsLeftOut()
    {
        _provider.CreateLogger("Microsoft.AspNetCore").LogInformation("noise");

        Assert.Equal(0, _out.Length + _error.Length);
    }

    [Fact]
    public void Log_SecretInAMessageOrException_IsReplaced()
    {
        _provider.CreateLogger("OnePasswordFunctions.Test").LogError(new InvalidOperationException("warn-secret-warn"), "it was warn-secret-warn");

        Assert.DoesNotContain("secret-", Text(_error), StringComparison.Ordinal);
        Assert.Contains("[secret]", Text(_error), StringComparison.Ordinal);
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
