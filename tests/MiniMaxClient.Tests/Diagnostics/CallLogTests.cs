using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests the log line of each call at the level Debug.</summary>
public sealed class CallLogTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_DebugLevel_LogsALineWithoutContent(bool stream)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.Text("A cat.").WithUsage(3, 4), Reply.Error(404, "No cat."));
        using var log = new RecordingLoggerFactory(LogLevel.Debug);
        using ChatCompletionsClient client = emulator.CreateResilientClient(new() { LoggerFactory = log, TimeProvider = new FakeTimeProvider() });

        ChatCompletion completion = await client.CallAsync(stream, _token);
        MiniMaxException failure = await Assert.ThrowsAsync<MiniMaxNotFoundException>(() => client.CallAsync(stream, _token));

        Assert.Equal(
            [
                "Debug: openai: the call to MiniMax-M2 ended with HTTP 200 after 00:00:00, 3 input tokens, 4 output tokens, "
                + $"attempts: 1, request {completion.Call!.RequestId}.",
                $"Warning: openai: the call to MiniMax-M2 at {emulator.OpenAICompatible.Authority} failed after 00:00:00, "
                + "attempt 1 of 3, not retried: the failure is not transient. MiniMaxNotFoundException: openai did not find the "
                + $"model or the path (HTTP 404, code not_found_error). The request was sent to {emulator.OpenAICompatible}/chat/completions. "
                + $"Request {failure.RequestId}.",
            ],
            log.Messages);
    }
}
