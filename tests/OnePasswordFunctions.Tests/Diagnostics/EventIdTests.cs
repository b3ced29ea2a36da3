using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Infra;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>Every line that the handler can log has its own id, and docs/operations.md says what to do about it.</summary>
public class EventIdTests
{
    private static readonly LoggerMessageAttribute[] _messages = [.. Methods().Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()!)];

    [Fact]
    public void Ids_AreUnique()
    {
        Assert.NotEmpty(_messages);
        Assert.Equal(_messages.Length, _messages.Select(message => message.EventId).Distinct().Count());
    }

    [Fact]
    public void Guide_HasALineForEachId()
    {
        var logged = Methods()
            .Select(method => (method, message: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .OrderBy(pair => pair.message.EventId)
            .Select(pair => $"{pair.message.EventId} `{pair.message.EventName ?? pair.method.Name}` {pair.message.Level}");

        Assert.Equal(logged, GuideTable.Rows("Event ids").Select(row => $"{row[0]} {row[1]} {row[2]}"));
    }

    [Fact]
    public void Guide_SaysWhatEachLineMeansAndWhatToDo() => Assert.All(GuideTable.Rows("Event ids"), row =>
    {
        Assert.Equal(5, row.Length);
        Assert.True(int.Parse(row[0], CultureInfo.InvariantCulture) > 0);
        Assert.All(row, cell => Assert.NotEmpty(cell));
    });

    [Fact]
    public void Levels_AreThoseThatTellAnOperatorWhatToDo() =>
        Assert.All(_messages, message => Assert.Contains(message.Level, new[] { LogLevel.Information, LogLevel.Warning, LogLevel.Error }));

    private static IEnumerable<MethodInfo> Methods() => typeof(FeedIngester).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(LoggerMessageAttribute)));
}
