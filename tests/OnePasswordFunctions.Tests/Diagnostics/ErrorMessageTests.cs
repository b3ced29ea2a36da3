using System.Reflection;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Diagnostics;

public sealed class ErrorMessageTests
{
    /// <summary>The host would take the line for a warning. Text from elsewhere is dealt with in <see cref="LineOutput"/>; ours should read plainly.</summary>
    [Fact]
    public void Messages_AtErrorLevel_DoNotContainTheWordThatMakesThemWarnings()
    {
        (string Name, LoggerMessageAttribute Message)[] errors =
        [
            .. typeof(LineOutput).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()!))
                .Where(pair => pair.Message?.Level >= LogLevel.Error),
        ];

        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.DoesNotContain("warn", error.Name + error.Message.Message, StringComparison.OrdinalIgnoreCase));
    }
}
