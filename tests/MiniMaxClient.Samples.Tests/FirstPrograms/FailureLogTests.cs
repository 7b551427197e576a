using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace FirstPrograms;

/// <summary>Calls that fail: one line of the log explains each failure.</summary>
public sealed partial class FailureLogTests : FirstProgram
{
    // The emulator numbers its responses.
    private const string RequestId = "00000000-0000-4000-8000-00000000000";

    [Fact]
    public async Task Program_FailingCalls_LogsOneLineForEach()
    {
        using Socket socket = BindUnusedPort();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        string host = emulator.BaseAddress.Authority;

        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(new LineLoggerProvider(Console)));
        var options = new ChatCompletionsClientOptions { LoggerFactory = loggers };
        var aiml = new ProviderAdapterOptions { BaseAddress = emulator.AimlApi };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(emulator.ApiKey, aiml), options);
        using var badKey = new ChatCompletionsClient(new AimlApiAdapter("wrong-key-1234", aiml), options);
        using var refused = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("refused", $"http://{socket.LocalEndPoint}/v1", "own-key-1234"),
            options with { Resilience = ResilienceOptions.None });
        using var failover = new FailoverChatCompletionsClient(client, refused);

        await FailAsync(() => badKey.CompleteAsync("Hi", MiniMaxModels.M3_1_Flash, CancellationToken));

        emulator.Enqueue(Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.FromSeconds(90)));
        await FailAsync(() => client.CompleteAsync("Hi", MiniMaxModels.M3_1_Flash, CancellationToken));

        await FailAsync(() => client.CompleteAsync("Hi", "minimax/no-such-model", CancellationToken));

        await FailAsync(() => refused.CompleteAsync("Hi", MiniMaxModels.M3_1_Flash, CancellationToken));

        emulator.Enqueue(Reply.Text("One two three").WithChunkSize(4).CutAfterEvents(2));
        await FailAsync(() => client.StreamAsync("Hi", MiniMaxModels.M3_1_Flash, CancellationToken)
            .ToCompletionAsync(CancellationToken));

        var tooHot = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = ["Hi"], Temperature = 3 };
        await FailAsync(() => client.CompleteAsync(tooHot, CancellationToken));

        emulator.Enqueue(Reply.Error(402, "No credits left"));
        await FailAsync(() => failover.CompleteAsync("Hi", MiniMaxModels.M3_1_Flash, CancellationToken));

        string call = $"the call to minimax/minimax-m3.1-flash at {host} failed after *";
        string noCredits = "MiniMaxInsufficientCreditsException: aimlapi rejected the request because the account has "
            + $"insufficient credits (HTTP 402). Request {RequestId}5. Host {host}. Attempts: 1. "
            + "Not retried: the failure is not transient.";
        string unreachable = $"MiniMaxConnectionException: refused could not be reached at {socket.LocalEndPoint}: "
            + "the connection was refused.";
        const string NotTransient = "attempt 1 of 3, not retried: the failure is not transient.";
        Assert.Equal(
            [
                $"Warning: aimlapi: {call}, {NotTransient} "
                + $"MiniMaxAuthenticationException: aimlapi rejected the API key (HTTP 401). Request {RequestId}1.",
                "thrown: MiniMaxAuthenticationException",
                $"Warning: aimlapi: {call}, attempt 1 of 3, not retried: its Retry-After of 00:01:30 exceeds "
                + "MaxRetryAfter of 00:00:30. MiniMaxRateLimitException: aimlapi rejected the request because the rate limit is "
                + $"exceeded (HTTP 429). Request {RequestId}2.",
                "thrown: MiniMaxRateLimitException",
                "Warning: aimlapi does not list the model minimax/no-such-model; the id was sent unchanged. If the provider "
                + "serves it, add it to Models.",
                $"Warning: aimlapi: the call to minimax/no-such-model at {host} failed after *, {NotTransient} "
                + "MiniMaxNotFoundException: aimlapi did not find the model or the path (HTTP 404). The request was sent to "
                + $"{emulator.AimlApi}/chat/completions. Request {RequestId}3.",
                "thrown: MiniMaxNotFoundException",
                $"Warning: refused: the call to MiniMax-M3.1-Flash at {socket.LocalEndPoint} failed after *, "
                + $"attempt 1 of 1. {unreachable}",
                "thrown: MiniMaxConnectionException",
                $"Warning: aimlapi: {call}, attempt 1 of 3, not retried: a stream is not retried after its first chunk. "
                + "MiniMaxStreamInterruptedException: The connection to aimlapi was lost before the response of the stream was "
                + $"complete. Request {RequestId}4.",
                "thrown: MiniMaxStreamInterruptedException",
                // Rejected before it was sent: the exception alone names the problem.
                "thrown: MiniMaxInvalidRequestException: $.temperature",
                $"Warning: aimlapi failed; failing over to refused for MiniMax-M3.1-Flash. Cooldown of aimlapi: 00:00:30. "
                + noCredits,
                $"Warning: The call to MiniMax-M3.1-Flash failed. aimlapi: {noCredits} Last: {unreachable} "
                + $"Host {socket.LocalEndPoint}. Attempts: 1.",
                "thrown: MiniMaxConnectionException",
            ],
            Output.Select(static line => Duration().Replace(line, "after *")));
        Assert.Equal([401, 429, 404, 200, 402], emulator.Requests.Select(static sent => sent.Status));
        Assert.DoesNotContain("key-1234", Console.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"after 00:00:[\d.]+")]
    private static partial Regex Duration();

    // The operating system assigns the port, and no connection to it is accepted.
    private static Socket BindUnusedPort()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task FailAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (MiniMaxInvalidRequestException e)
        {
            Console.WriteLine($"thrown: {e.GetType().Name}: {e.Problems.Single().Path}");
        }
        catch (MiniMaxException e)
        {
            Console.WriteLine($"thrown: {e.GetType().Name}");
        }
    }

    private sealed class LineLoggerProvider(TextWriter output) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            output.WriteLine($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
