using Microsoft.Extensions.Logging;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Tests of <see cref="RequestOptions.MaxRetryAttempts"/>.</summary>
public sealed class RetriesPerCallTests : EmulatorTest
{
    private readonly RecordingLoggerFactory _log = new();

    /// <summary>The retries of the client and of the call, the number of requests, and whether the call is streaming.</summary>
    public static MatrixTheoryData<(int Client, int? Call, int Requests), bool> Cases { get; } =
        new([(2, null, 3), (2, 0, 1), (2, 1, 2), (2, 4, 5), (0, 2, 3), (0, null, 1), (0, 10, 11)], [false, true]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_WithRetriesOfItsOwn_SendsThatMany((int Client, int? Call, int Requests) retries, bool stream)
    {
        for (int i = 0; i < retries.Requests; i++)
            Emulator.Enqueue(Reply.Error(503, "Busy"));
        Emulator.Enqueue(Reply.Text("Not reached."));
        using ChatCompletionsClient client = CreateClient(retries.Client);

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(
            () => client.CompletePromptAsync(stream, CreateRequest(retries.Call), Token));

        Assert.Equal((retries.Requests, retries.Requests), (e.Attempts.Count, Emulator.Requests.Count));
        string[] retryLines = [.. _log.Messages.Where(static line => line.Contains("retrying in", StringComparison.Ordinal))];
        Assert.Equal(retries.Requests - 1, retryLines.Length);
        Assert.All(retryLines, (line, i) =>
            Assert.Contains($"attempt {i + 1} of {retries.Requests} ", line, StringComparison.Ordinal));
        Assert.Contains(
            $", attempt {retries.Requests} of {retries.Requests}", Assert.Single(_log.Messages, IsEnd), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_WithMoreRetriesThanTheClient_Succeeds(bool stream)
    {
        Emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Error(503, "Busy"), Reply.Text("Hi"));
        using ChatCompletionsClient client = CreateClient(0);

        ChatCompletion completion = await client.CompletePromptAsync(stream, CreateRequest(2), Token);

        Assert.Equal(("Hi", 3), (completion.Text, completion.Call!.Attempts.Count));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Failover_RetriesOfTheCall_AreThoseOfEachProvider(bool stream)
    {
        Emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi from the second."));
        using var failover = new EmulatedFailover(
            Emulator, ["aimlapi", "runapi"], change: static (_, options) => options with { Resilience = new() { MaxRetryAttempts = 2 } });

        ChatCompletion completion = await failover.Client.CompletePromptAsync(
            stream, EmulatedClient.CreateRequest() with { Options = new() { MaxRetryAttempts = 0 } }, Token);

        Assert.Equal(["aimlapi", "runapi"], completion.Call!.Attempts.Select(static attempt => attempt.Provider));
    }

    [Fact]
    public async Task Bulk_RetriesOfARequest_AreApplied()
    {
        Emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi"));
        using ChatCompletionsClient client = CreateClient(0);

        await foreach (BulkResult result in client.CompleteManyAsync([CreateRequest(1)], cancellationToken: Token))
            Assert.Equal("Hi", result.Completion?.Text);
    }

    [Fact]
    public async Task Stream_InterruptedAfterTheFirstChunk_IsNotRetried()
    {
        Emulator.Enqueue(Reply.Text("One two").WithChunkSize(1).CutAfterEvents(4), Reply.Text("Not reached."));
        using ChatCompletionsClient client = CreateClient(0);

        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.CompletePromptAsync(stream: true, CreateRequest(5), Token));

        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_WithoutRetries_StillChangesARejectedKey(bool stream)
    {
        Emulator.Enqueue(Reply.Text("Hi"));
        var keys = new ApiKeySource("wrong-key-1", Emulator.ApiKey);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai", keys));

        ChatCompletion completion = await client.CompletePromptAsync(stream, CreateRequest(0), Token);

        Assert.Equal(("Hi", 2), (completion.Text, Emulator.Requests.Count));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    public async Task Call_InvalidNumber_IsRejectedBeforeItIsSent(int retries)
    {
        using ChatCompletionsClient client = CreateClient(2);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(CreateRequest(retries), Token));

        Assert.Equal($"Options.MaxRetryAttempts: is {retries}; it must be 0 to 10", Assert.Single(e.Problems).ToString());
        Assert.Empty(Emulator.Requests);
    }

    private static bool IsEnd(string line) => line.Contains(" failed after ", StringComparison.Ordinal);

    private static ChatCompletionRequest CreateRequest(int? retries) =>
        new(MiniMaxModels.M2, ["Hi"]) { Options = new() { MaxRetryAttempts = retries } };

    private ChatCompletionsClient CreateClient(int retries) => new(
        Adapters.ForEmulator(Emulator, "openai"),
        new()
        {
            LoggerFactory = _log,
            Resilience = new() { MaxRetryAttempts = retries, RetryDelay = TimeSpan.Zero, CircuitBreaker = null },
        });
}
