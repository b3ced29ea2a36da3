using System.Reflection;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Diagnostics;

public sealed class LogEventTests
{
    private static readonly (MethodInfo Method, LoggerMessageAttribute Attribute)[] All =
    [
        .. typeof(LineOutput).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method, attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(pair => pair.attribute is not null)
            .Select(pair => (pair.method, pair.attribute!)),
    ];

    [Fact]
    public void EventIds_InTheWholeAssembly_AreUnique()
    {
        Assert.True(All.Length >= 12, $"only {All.Length} found");
        Assert.Empty(All.GroupBy(item => item.Attribute.EventId).Where(group => group.Count() > 1)
            .Select(group => string.Join(" and ", group.Select(item => item.Method.Name)) + " share " + group.Key));
        Assert.All(All, item => Assert.NotEqual(0, item.Attribute.EventId));
    }

    [Fact]
    public void Messages_AtErrorLevel_DoNotContainTheWordThatMakesThemWarnings() =>
        Assert.All(All.Where(item => item.Attribute.Level >= LogLevel.Error), item =>
        {
            Assert.DoesNotContain("warn", item.Attribute.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("warn", item.Method.Name, StringComparison.OrdinalIgnoreCase);
        });
}
