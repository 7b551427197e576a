using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.EventSource;

namespace MiniMaxClient.Neighbours.Tests.Logging;

/// <summary>The event source of Microsoft.Extensions.Logging, which dotnet-trace reads.</summary>
public sealed class EventSourceTests
{
    public static TheoryData<bool> Ways => LoggedCalls.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task FailedCall_AsJsonMessages_HasItsPropertiesAndMessage(bool stream)
    {
        using var listener = new JsonMessageListener();
        using ILoggerFactory loggers =
            LoggerFactory.Create(static builder => builder.SetMinimumLevel(LogLevel.Trace).AddEventSourceLogger());

        LoggedCalls.Failure failure = await LoggedCalls.RunAsync(loggers, stream);

        // The event source is that of the process; each factory has an id.
        int provider = listener.Events.Single(static one => one.EventId == 1001).Provider;
        Payload[] events = [.. listener.Events.Where(one => one.Provider == provider)];
        LoggedCalls.AssertComplete(failure, [.. events.Select(ToEvent)], string.Join('\n', events));
    }

    private static LoggedEvent ToEvent(Payload payload) => new(
        payload.EventId,
        payload.Message,
        JsonElement.Parse(payload.Arguments).EnumerateObject().ToDictionary(
            static property => property.Name, static property => (string?)property.Value.ToString()),
        JsonElement.Parse(payload.Exception).TryGetProperty("VerboseMessage", out JsonElement exception) ? exception.GetString() : null);

    private sealed record Payload(int Provider, int EventId, string Message, string Arguments, string Exception);

    private sealed class JsonMessageListener : EventListener
    {
        public ConcurrentQueue<Payload> Events { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Extensions-Logging")
                EnableEvents(eventSource, EventLevel.Verbose, LoggingEventSource.Keywords.JsonMessage);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName != "MessageJson")
                return;
            object? Get(string name) => eventData.Payload![eventData.PayloadNames!.IndexOf(name)];
            Events.Enqueue(new(
                (int)Get("FactoryID")!, (int)Get("EventId")!, $"{Get("FormattedMessage")}", $"{Get("ArgumentsJson")}",
                $"{Get("ExceptionJson")}"));
        }
    }
}
