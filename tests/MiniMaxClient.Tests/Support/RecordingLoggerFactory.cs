using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Tests.Support;

/// <summary>A log that a test can read.</summary>
/// <param name="level">The lowest level that it takes; by default that of most apps.</param>
internal sealed class RecordingLoggerFactory(LogLevel level = LogLevel.Information) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly ConcurrentQueue<string?> _spans = new();
    private readonly ConcurrentQueue<string> _categories = new();
    private readonly ConcurrentQueue<string?> _eventNames = new();

    public IReadOnlyCollection<string> Messages => _messages;

    /// <summary>The names of the events of the messages.</summary>
    public IReadOnlyCollection<string?> EventNames => _eventNames;

    /// <summary>The ids of the spans that the messages were logged in.</summary>
    public IReadOnlyCollection<string?> Spans => _spans;

    /// <summary>The categories of the loggers that were created.</summary>
    public IReadOnlyCollection<string> Categories => _categories;

    public ILogger CreateLogger(string categoryName)
    {
        _categories.Enqueue(categoryName);
        return this;
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _messages.Enqueue($"{logLevel}: {formatter(state, exception)}");
        _spans.Enqueue(Activity.Current?.Id);
        _eventNames.Enqueue(eventId.Name);
    }

    public void Dispose()
    {
    }
}
