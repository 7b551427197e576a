using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The ways in which a call ends before its time.</summary>
public sealed class CallEndReasonTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false, -1)]
    [InlineData(false, 0)]
    [InlineData(true, -1)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    public async Task Dispose_DuringACall_EndsItWithObjectDisposedException(bool stream, int events)
    {
        _emulator.Enqueue(events < 0 ? Reply.Text("one").Stall() : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(events));
        ChatCompletionsClient client = _emulator.CreateClient();
        Task<ChatCompletion> call = stream
            ? client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token)
            : client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await _emulator.WaitForRequestAsync(_token);

        client.Dispose();

        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
        Assert.Equal(typeof(ChatCompletionsClient).FullName, e.ObjectName);
    }

    [Fact]
    public async Task Dispose_AfterTheFirstChunk_EndsTheStreamWithObjectDisposedException()
    {
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        ChatCompletionsClient client = _emulator.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => moving.WaitAsync(_token));
    }

    [Fact]
    public async Task Dispose_OverAnHttpClientOfTheCallers_EndsACallAndLeavesTheHttpClientOpen()
    {
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using var http = new HttpClient();
        var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "openai"), http);
        Task<ChatCompletion> call = client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token);
        await _emulator.WaitForRequestAsync(_token);

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
        using var second = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "openai"), http);
        Assert.NotNull(await second.CompleteAsync(EmulatedClient.CreateRequest(), _token));
    }

    [Fact]
    public async Task Duration_OfAStreamThatFails_IsSet()
    {
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).CutAfterEvents(1));
        using ChatCompletionsClient client = _emulator.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        CallInfo call = chunks.Current.Call!;
        Assert.Null(call.Duration);

        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () => await chunks.MoveNextAsync());

        Assert.True(call.Duration >= call.TimeToFirstChunk);
    }

    [Fact]
    public async Task Duration_OfAStreamThatIsBrokenOff_IsSetAndStays()
    {
        var clock = new ManualClock();
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using ChatCompletionsClient client = _emulator.CreateClient(options: new() { TimeProvider = clock });
        CallInfo? call = null;

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
        {
            call = chunk.Call;
            clock.Advance(TimeSpan.FromSeconds(3));
            break;
        }

        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), call!.Duration);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_OfOneOfTwoTokensBetweenChunks_CarriesTheOneThatFired(bool ofTheCall)
    {
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        CancellationTokenSource fired = ofTheCall ? call : enumeration;
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using ChatCompletionsClient client = _emulator.CreateClient();
        var texts = new List<string>();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatCompletionChunk chunk in
                client.StreamAsync(EmulatedClient.CreateRequest(), call.Token).WithCancellation(enumeration.Token))
            {
                texts.Add(chunk.Text);
                await fired.CancelAsync();
            }
        });

        Assert.Equal(fired.Token, cancelled.CancellationToken);
        Assert.Equal(["one "], texts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ErrorBody_ThatNeverComes_EndsAfterFiveSecondsWithTheStatus(bool stream)
    {
        var clock = new ManualClock();
        Task waiting = clock.WhenTimerStarts(TimeSpan.FromSeconds(5));
        _emulator.Enqueue(Reply.Error(500, "It went wrong.").StallAfterEvents(0));
        using ChatCompletionsClient client = _emulator.CreateClient(options: new() { TimeProvider = clock });
        Task<ChatCompletion> call = stream
            ? client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token)
            : client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        await waiting.WaitAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(5));

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => call.WaitAsync(_token));
        Assert.Equal(500, e.StatusCode);
        Assert.True(e.IsTransient);
    }

    [Theory]
    [InlineData(429, typeof(MiniMaxRateLimitException))]
    [InlineData(503, typeof(MiniMaxServerException))]
    [InlineData(529, typeof(MiniMaxServerException))]
    public async Task RetryAfter_OfAnyStatus_IsKept(int status, Type type)
    {
        foreach (string provider in (string[])["aimlapi", "runapi", "openai", "anthropic"])
        {
            _emulator.Enqueue(Reply.Error(status, "Busy.").WithHeader("Retry-After", "17"));
            using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, provider), EmulatedClient.NoRetries);
            Exception? e = await Record.ExceptionAsync(() => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));
            Assert.IsType(type, e);
            Assert.Equal(TimeSpan.FromSeconds(17), ((MiniMaxException)e).RetryAfter);
        }
    }
}
