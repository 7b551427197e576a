using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace MiniMaxClient.Neighbours.Tests.Logging;

/// <summary>Serilog with its provider for Microsoft.Extensions.Logging.</summary>
public sealed class SerilogTests
{
    public static TheoryData<bool> Ways => LoggedCalls.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task FailedCall_InJson_HasItsPropertiesScopeAndMessage(bool stream)
    {
        var sink = new JsonSink();
        using ILoggerFactory loggers = new SerilogLoggerFactory(
            new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.Sink(sink).CreateLogger(), dispose: true);

        LoggedCalls.Failure failure = await LoggedCalls.RunAsync(loggers, stream);

        LoggedCalls.AssertComplete(failure, [.. sink.Events.Select(ToEvent)], string.Join('\n', sink.Events));
        LoggedEvent retry = sink.Events.Select(ToEvent).Single(static one => one.EventId == 2);
        Assert.Equal("17", retry.Properties["OrderId"]);
    }

    private static LoggedEvent ToEvent((string Json, string Message) written)
    {
        JsonElement json = JsonElement.Parse(written.Json);
        JsonElement properties = json.GetProperty("Properties");
        return new(
            properties.GetProperty("EventId").GetProperty("Id").GetInt32(),
            written.Message,
            properties.EnumerateObject().ToDictionary(
                static property => property.Name, static property => (string?)property.Value.ToString()),
            json.TryGetProperty("Exception", out JsonElement exception) ? exception.GetString() : null);
    }

    /// <summary>Writes each event as JSON, and its message as Serilog's console sink does.</summary>
    private sealed class JsonSink : ILogEventSink
    {
        private readonly JsonFormatter _json = new();
        private readonly MessageTemplateTextFormatter _message = new("{Message:lj}");

        public ConcurrentQueue<(string Json, string Message)> Events { get; } = new();

        public void Emit(LogEvent logEvent) => Events.Enqueue((Format(_json, logEvent), Format(_message, logEvent)));

        private static string Format(ITextFormatter formatter, LogEvent logEvent)
        {
            var text = new StringWriter();
            formatter.Format(logEvent, text);
            return text.ToString();
        }
    }
}
