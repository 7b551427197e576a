using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Neighbours.Tests.Logging;

/// <summary>A call that is retried, fails and is logged by the application; both failures quote the key.</summary>
internal static class LoggedCalls
{
    /// <summary>The text of the provider: characters that have a meaning in templates, JSON and HTML.</summary>
    public const string Complaint = """Out of {capacity} at 100% of "M2" <b>{0}</b> – sorry\n""";

    public static TheoryData<bool> Ways { get; } = [false, true];

    /// <summary>Runs the call in a scope with an order id.</summary>
    /// <returns>The message of the exception.</returns>
    public static async Task<Failure> RunAsync(ILoggerFactory loggers, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync("openai", MiniMaxModels.M2);
        emulated.Emulator.Enqueue(
            Reply.Error(503, $"{Complaint} {emulated.Emulator.ApiKey}"), Reply.Error(402, $"{Complaint} {emulated.Emulator.ApiKey}"));
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(emulated.Emulator, "openai"),
            new() { LoggerFactory = loggers, Resilience = new() { MaxRetryAttempts = 1, RetryDelay = TimeSpan.Zero } });
        ILogger app = loggers.CreateLogger("App");
        using IDisposable? scope = app.BeginScope(new Dictionary<string, object> { ["OrderId"] = 17 });

        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => EmulatedChat.GetResponseAsync(
                client.AsIChatClient(MiniMaxModels.M2), stream, [EmulatedChat.CreateUserMessage("Hi")]));
        app.OrderFailed(e, 17);

        Assert.Contains(Complaint, e.Message, StringComparison.Ordinal);
        Assert.Equal(2, emulated.Requests.Count);
        return new(e, emulated.Emulator.ApiKey);
    }

    /// <summary>Fails unless a provider's output explains the call and has no key.</summary>
    public static void AssertComplete(Failure failure, IReadOnlyList<LoggedEvent> events, string output)
    {
        Assert.DoesNotContain(failure.ApiKey, output, StringComparison.Ordinal);

        LoggedEvent retry = Assert.Single(events, static one => one.EventId == 2);
        Assert.Equal("openai", retry.Properties["Provider"]);
        Assert.Equal("1", retry.Properties["Attempt"]);
        Assert.Contains("openai", retry.Message, StringComparison.Ordinal);

        LoggedEvent failed = Assert.Single(events, static one => one.EventId == 12);
        Assert.Equal("openai", failed.Properties["Provider"]);
        Assert.Equal(MiniMaxModels.M2, failed.Properties["Model"]);

        LoggedEvent app = Assert.Single(events, static one => one.EventId == 1001);
        Assert.Equal("Order 17 failed.", app.Message);
        Assert.Equal("17", app.Properties["OrderId"]);
        Assert.Contains(failure.Exception.Message, app.Exception, StringComparison.Ordinal);
        Assert.Contains(nameof(MiniMaxInsufficientCreditsException), app.Exception, StringComparison.Ordinal);
    }

    public sealed record Failure(MiniMaxException Exception, string ApiKey);
}

/// <summary>An event as a logging provider wrote it.</summary>
internal sealed record LoggedEvent(
    int EventId, string Message, IReadOnlyDictionary<string, string?> Properties, string? Exception = null);

/// <summary>The log of the application.</summary>
internal static partial class AppLog
{
    [LoggerMessage(1001, LogLevel.Error, "Order {OrderId} failed.")]
    public static partial void OrderFailed(this ILogger logger, Exception e, int orderId);
}
