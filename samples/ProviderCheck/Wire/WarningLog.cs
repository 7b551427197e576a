using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Keeps the warnings of the client about models, which have no other sign.</summary>
internal sealed class WarningLog : ILoggerFactory, ILogger
{
    /// <summary>Gets the warning that the response names another model; null for none.</summary>
    public string? OtherModel { get; private set; }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == nameof(OtherModel))
            OtherModel ??= formatter(state, exception);
    }

    public void Dispose()
    {
        // Nothing to release.
    }
}
