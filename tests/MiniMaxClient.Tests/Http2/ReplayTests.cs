using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>The requests that the handler sends again by itself: only those that the server has declared unprocessed.</summary>
public sealed class ReplayTests
{
    private const string Stream = "text/event-stream";
    private const string Json = "application/json";

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GoAway_BelowTheRequest_IsReplayedWithinTheAttempt(bool stream)
    {
        await using FrameServer server = FrameServer.Start(async (connection, request) =>
        {
            if (connection.Number == 1)
                await connection.SendGoAwayAsync(lastStreamId: 0);
            else
                await RespondAsync(connection, request, stream);
        });
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        ChatCompletion completion = await client.CallAsync(stream, _token);

        AssertOneAttempt(completion);
        Assert.Equal((2, 2), (server.Requests.Count, server.Connections));
        Assert.Single(server.Requests.Distinct());
    }

    [Fact]
    public async Task GoAway_AtTheRequest_IsNotReplayed()
    {
        await using FrameServer server = FrameServer.Start(static async (connection, request) =>
        {
            await connection.SendGoAwayAsync(request.StreamId);
            connection.Close();
        });
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync("Hi", "m", _token));

        Assert.True(e.IsTransient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task GoAway_DuringAStream_LetsItEndAndClosesTheConnectionToOthers()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FrameServer server = FrameServer.Start(async (connection, request) =>
        {
            if (request.Number == 1)
            {
                await connection.SendHeadersAsync(request.StreamId, Stream);
                // Before the data, so that the client has read it when the first chunk arrives.
                await connection.SendGoAwayAsync(request.StreamId);
                await connection.SendDataAsync(request.StreamId, string.Concat(SampleResponse.OpenAI.FirstEvents));
                _ = SendRestAsync(connection, request);
            }
            else
            {
                next.SetResult();
                await RespondAsync(connection, request, stream: false);
            }
        });
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", "m", _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        string text = chunks.Current.Text;

        ChatCompletion other = await client.CompleteAsync("Hi", "m", _token);
        while (await chunks.MoveNextAsync())
            text += chunks.Current.Text;

        Assert.Equal((SampleResponse.Text, SampleResponse.Text), (text, other.Text));
        Assert.Equal((2, 2), (server.Requests.Count, server.Connections));

        async Task SendRestAsync(FrameServer.Connection connection, FrameServer.Request request)
        {
            await next.Task.WaitAsync(_token);
            IEnumerable<string> rest = SampleResponse.OpenAI.Events.Skip(SampleResponse.OpenAI.FirstEvents.Count());
            await connection.SendDataAsync(request.StreamId, string.Concat(rest), isLast: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RefusedStream_IsReplayedWithinTheAttempt(bool stream)
    {
        await using FrameServer server = FrameServer.Start((connection, request) => request.Number <= 2
            ? connection.SendResetAsync(request.StreamId, Http2Error.RefusedStream)
            : RespondAsync(connection, request, stream));
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        ChatCompletion completion = await client.CallAsync(stream, _token);

        AssertOneAttempt(completion);
        Assert.Equal((3, 1), (server.Requests.Count, server.Connections));
        Assert.Single(server.Requests.Distinct());
    }

    [Fact]
    public async Task RefusedStream_WithKeyInTheBody_IsReplayedCompletely()
    {
        string text = new('~', 50_000);
        await using FrameServer server = FrameServer.Start(static (connection, request) => request.Number == 1
            ? connection.SendResetAsync(request.StreamId, Http2Error.RefusedStream)
            : RespondAsync(connection, request, stream: true));
        using ChatCompletionsClient client = server.CreateClient(
            EmulatedClient.NoRetries, provider: "modelslab, key in the body");

        ChatCompletion completion =
            await client.StreamAsync(text, MiniMaxModels.M2, _token).ToCompletionAsync(_token);

        AssertOneAttempt(completion);
        Assert.Equal(2, server.Requests.Count);
        string body = Assert.Single(server.Requests.Distinct());
        Assert.StartsWith("""{"key":"test-key",""", body, StringComparison.Ordinal);
        Assert.Contains(text, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedStream_EveryTime_IsATransientFailureAfterAFewReplays()
    {
        await using FrameServer server = FrameServer.Start(static (connection, request) =>
            connection.SendResetAsync(request.StreamId, Http2Error.RefusedStream));
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync("Hi", "m", _token));

        Assert.True(e.IsTransient);
        Assert.Single(e.Attempts);
        // The handler replays three times.
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task RefusedStream_AfterTheHeaders_IsNotReplayed()
    {
        await using FrameServer server = FrameServer.Start(static async (connection, request) =>
        {
            await connection.SendHeadersAsync(request.StreamId, Json);
            await connection.SendResetAsync(request.StreamId, Http2Error.RefusedStream);
        });
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync("Hi", "m", _token));

        Assert.True(e.IsTransient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connection_ClosedWithoutGoAway_IsNotReplayed()
    {
        await using FrameServer server = FrameServer.Start(static (connection, _) =>
        {
            connection.Close();
            return Task.CompletedTask;
        });
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync("Hi", "m", _token));

        Assert.True(e.IsTransient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connection_ClosedIdle_IsNotUsedAgain()
    {
        await using FrameServer server = FrameServer.Start(static async (connection, request) =>
        {
            await RespondAsync(connection, request, stream: false);
            connection.Close();
        });
        using ChatCompletionsClient client = server.CreateClient(
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxRetryAttempts = 10 } });

        for (int i = 1; i <= 50; i++)
        {
            Assert.Equal(SampleResponse.Text, (await client.CompleteAsync("Hi", "m", _token)).Text);
            // A request that the closed connection never read is not among them.
            Assert.Equal(i, server.Requests.Count);
        }
    }

    [Fact]
    public async Task Connection_WithoutPongs_IsClosedAndTheCallRetried()
    {
        await using FrameServer server = FrameServer.Start(static (connection, request) =>
        {
            connection.AcknowledgesPings = connection.Number > 1;
            return connection.Number == 1 ? Task.CompletedTask : RespondAsync(connection, request, stream: false);
        });
        using ChatCompletionsClient client = server.CreateClient(
            new() { Resilience = ResilientClient.ImmediateRetries },
            static handler => handler.KeepAlivePingDelay = handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(1));

        ChatCompletion completion = await client.CompleteAsync("Hi", "m", _token);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal(["MiniMaxConnectionException", null], completion.Call!.Attempts.Select(static one => one.Error));
        Assert.Equal((2, 2), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task ResetNoError_AfterACompleteResponse_IsNoFailure()
    {
        await using FrameServer server = FrameServer.Start(static async (connection, request) =>
        {
            await RespondAsync(connection, request, stream: request.Number % 2 == 0);
            await connection.SendResetAsync(request.StreamId, Http2Error.NoError);
        });
        using ChatCompletionsClient client = server.CreateClient(EmulatedClient.NoRetries);

        for (int i = 1; i <= 20; i++)
            Assert.Equal(SampleResponse.Text, (await client.CallAsync(stream: i % 2 == 0, _token)).Text);

        Assert.Equal((20, 1), (server.Requests.Count, server.Connections));
    }

    private static void AssertOneAttempt(ChatCompletion completion)
    {
        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Null(Assert.Single(completion.Call!.Attempts).Error);
    }

    private static Task RespondAsync(FrameServer.Connection connection, FrameServer.Request request, bool stream) => stream
        ? connection.SendResponseAsync(request.StreamId, Stream, string.Concat(SampleResponse.OpenAI.Events))
        : connection.SendResponseAsync(request.StreamId, Json, SampleResponse.OpenAI.Body);
}
