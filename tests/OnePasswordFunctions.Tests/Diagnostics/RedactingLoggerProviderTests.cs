using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

public sealed class RedactingLoggerProviderTests
{
    private const string Secret = "a-secret-of-some-length";

    private readonly RecordingLoggerFactory _log = new();

    [Fact]
    public void Log_SecretInTextOrException_IsTakenOut()
    {
        using ServiceProvider services = CreateServices();
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Any");

        logger.LogError(new InvalidOperationException($"it quotes {Secret}"), "the text quotes {Value}", Secret);

        LogEntry entry = Assert.Single(_log.Entries);
        Assert.Null(entry.Exception);
        Assert.DoesNotContain(Secret, entry.Message);
        Assert.StartsWith("the text quotes [secret] System.InvalidOperationException: it quotes [secret]", entry.Message);
    }

    [Fact]
    public void Log_KeepsCategoryLevelAndId()
    {
        using ServiceProvider services = CreateServices();

        services.GetRequiredService<ILoggerFactory>().CreateLogger("Any").Log(LogLevel.Warning, new EventId(7), "plain");

        Assert.Equal(new LogEntry("Any", LogLevel.Warning, 7, "plain", null), Assert.Single(_log.Entries));
    }

    [Fact]
    public void Wrap_ProviderWantsTheScopes_GetsThem()
    {
        using ServiceProvider services = CreateServices();
        services.GetRequiredService<ILoggerFactory>().CreateLogger("Any").LogInformation("plain");

        Assert.NotNull(_log.Scopes);
    }

    private ServiceProvider CreateServices()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddSingleton(new SecretRedactor([Secret]));
        RedactingLoggerProvider.Wrap(services);
        return services.BuildServiceProvider();
    }
}
