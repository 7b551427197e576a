using System.Text.Json;
using Microsoft.Extensions.Logging;
using NLog;
using NLog.Config;
using NLog.Extensions.Logging;
using NLog.Layouts;
using NLog.Targets;
using ILoggerFactory = Microsoft.Extensions.Logging.ILoggerFactory;

namespace MiniMaxClient.Neighbours.Tests.Logging;

/// <summary>NLog with its provider for Microsoft.Extensions.Logging.</summary>
public sealed class NLogTests
{
    public static TheoryData<bool> Ways => LoggedCalls.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task FailedCall_InJson_HasItsPropertiesScopeAndMessage(bool stream)
    {
        using var target = new MemoryTarget("memory") { Layout = CreateLayout() };
        using var factory = new LogFactory();
        var configuration = new LoggingConfiguration(factory);
        configuration.AddRuleForAllLevels(target);
        factory.Configuration = configuration;
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Trace).AddNLog(_ => factory));

        LoggedCalls.Failure failure = await LoggedCalls.RunAsync(loggers, stream);

        JsonElement[] lines = [.. target.Logs.Select(static line => JsonElement.Parse(line))];
        LoggedCalls.AssertComplete(failure, [.. lines.Select(ToEvent)], string.Join('\n', target.Logs));
        JsonElement retry = Assert.Single(lines, static line => GetEventId(line) == 2);
        Assert.Equal("17", $"{retry.GetProperty("scope").GetProperty("OrderId")}");
    }

    private static JsonLayout CreateLayout() => new()
    {
        Attributes =
        {
            new("message", "${message}"),
            new("exception", "${exception:format=ToString}"),
            new("properties", new JsonLayout { IncludeEventProperties = true }, encode: false),
            new("scope", new JsonLayout { IncludeScopeProperties = true }, encode: false),
        },
    };

    private static LoggedEvent ToEvent(JsonElement line) => new(
        GetEventId(line),
        line.GetProperty("message").GetString()!,
        line.GetProperty("properties").EnumerateObject().ToDictionary(
            static property => property.Name, static property => (string?)property.Value.ToString()),
        line.TryGetProperty("exception", out JsonElement exception) ? exception.GetString() : null);

    private static int GetEventId(JsonElement line) => line.GetProperty("properties").GetProperty("EventId").GetInt32();
}
