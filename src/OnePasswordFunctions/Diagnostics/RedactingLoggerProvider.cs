namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// Stands in front of a provider of log lines, such as the one that sends them to the Functions host, and takes every secret out of
/// what is said. An exception becomes a part of the text, because its own text can not be changed.
/// </summary>
internal sealed class RedactingLoggerProvider(ILoggerProvider inner, SecretRedactor redactor) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName), redactor);

    /// <summary>The scope says which invocation a line belongs to.</summary>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    /// <summary>Puts every registered provider behind one of this kind.</summary>
    public static void Wrap(IServiceCollection services)
    {
        for (int index = 0; index < services.Count; index++)
        {
            if (services[index] is { ServiceType: var type, IsKeyedService: false } descriptor && type == typeof(ILoggerProvider))
            {
                services[index] = ServiceDescriptor.Singleton<ILoggerProvider>(provider =>
                    new RedactingLoggerProvider(Create(descriptor, provider), provider.GetRequiredService<SecretRedactor>()));
            }
        }
    }

    private static ILoggerProvider Create(ServiceDescriptor descriptor, IServiceProvider provider) => (ILoggerProvider)(
        descriptor.ImplementationInstance
        ?? descriptor.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!));

    private sealed class RedactingLogger(ILogger inner, SecretRedactor redactor) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            string text = formatter(state, exception);
            inner.Log(logLevel, eventId, redactor.Redact(exception is null ? text : $"{text} {exception}"), null, static (line, _) => line);
        }
    }
}
