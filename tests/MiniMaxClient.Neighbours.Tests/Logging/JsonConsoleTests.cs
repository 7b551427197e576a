using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Neighbours.Tests.Logging;

/// <summary>The console of Microsoft.Extensions.Logging with its JSON formatter and scopes.</summary>
public sealed class JsonConsoleTests
{
    private static readonly Lock ConsoleLock = new();

    public static TheoryData<bool> Ways => LoggedCalls.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task FailedCall_InJson_HasItsPropertiesScopeAndMessage(bool stream)
    {
        var console = new StringWriter();
        LoggedCalls.Failure failure;
        // Disposing the factory writes what is queued.
        using (ILoggerFactory loggers = CreateFactory(TextWriter.Synchronized(console)))
            failure = await LoggedCalls.RunAsync(loggers, stream);

        string output = console.ToString();
        JsonElement[] lines =
            [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];
        LoggedCalls.AssertComplete(failure, [.. lines.Select(ToEvent)], output);
        JsonElement retry = Assert.Single(lines, static line => line.GetProperty("EventId").GetInt32() == 2);
        Assert.Equal(17, retry.GetProperty("Scopes")[0].GetProperty("OrderId").GetInt32());
        Assert.Equal("MiniMaxClient", $"{retry.GetProperty("Category")}".Split('.')[0]);
    }

    private static ILoggerFactory CreateFactory(TextWriter console)
    {
        lock (ConsoleLock)
        {
            // The provider takes the console's writer when it is created.
            TextWriter previous = Console.Out;
            Console.SetOut(console);
            try
            {
                return LoggerFactory.Create(static builder => builder
                    .SetMinimumLevel(LogLevel.Trace).AddJsonConsole(static options => options.IncludeScopes = true));
            }
            finally
            {
                Console.SetOut(previous);
            }
        }
    }

    private static LoggedEvent ToEvent(JsonElement line) => new(
        line.GetProperty("EventId").GetInt32(),
        line.GetProperty("Message").GetString()!,
        line.GetProperty("State").EnumerateObject().ToDictionary(
            static property => property.Name, static property => (string?)property.Value.ToString()),
        line.TryGetProperty("Exception", out JsonElement exception) ? exception.GetString() : null);
}
