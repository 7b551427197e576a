using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Calls that end before their completion.</summary>
public sealed class ChatCallTests : EmulatorTest
{
    [Theory]
    [InlineData(false, -1)]
    [InlineData(false, 0)]
    [InlineData(true, -1)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    public async Task Dispose_CallInProgress_ThrowsObjectDisposedException(bool stream, int events)
    {
        Emulator.Enqueue(events < 0 ? Reply.Text("one").Stall() : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(events));
        ChatCompletionsClient client = Emulator.CreateClient();
        Task<ChatCompletion> call = stream
            ? client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token)
            : client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        await Emulator.WaitForRequestAsync(Token);

        client.Dispose();

        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(Token));
        Assert.Equal(typeof(ChatCompletionsClient).FullName, e.ObjectName);
    }

    [Fact]
    public async Task Dispose_AfterTheFirstChunk_StreamThrowsObjectDisposedException()
    {
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        ChatCompletionsClient client = Emulator.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), Token).GetAsyncEnumerator(Token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moveTask = chunks.MoveNextAsync().AsTask();

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => moveTask.WaitAsync(Token));
    }

    [Fact]
    public async Task Dispose_HttpClientOfTheCaller_EndsTheCallAndKeepsTheHttpClientOpen()
    {
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using var http = new HttpClient();
        var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai"), http);
        Task<ChatCompletion> call = client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token);
        await Emulator.WaitForRequestAsync(Token);

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(Token));
        using var second = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai"), http);
        Assert.NotNull(await second.CompleteAsync(EmulatedClient.CreateRequest(), Token));
    }

    [Fact]
    public async Task Duration_StreamFails_IsSet()
    {
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).CutAfterEvents(1));
        using ChatCompletionsClient client = Emulator.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), Token).GetAsyncEnumerator(Token);
        Assert.True(await chunks.MoveNextAsync());
        CallInfo call = chunks.Current.Call!;
        Assert.Null(call.Duration);

        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () => await chunks.MoveNextAsync());

        Assert.True(call.Duration >= call.TimeToFirstChunk);
    }

    [Fact]
    public async Task Duration_StreamAbandoned_IsSetOnce()
    {
        var clock = new ManualClock();
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using ChatCompletionsClient client = Emulator.CreateClient(options: new() { TimeProvider = clock });
        CallInfo? call = null;

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
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
    public async Task Cancel_OneOfTwoTokensBetweenChunks_ThrowsWithThatToken(bool isCallToken)
    {
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        CancellationTokenSource fired = isCallToken ? call : enumeration;
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using ChatCompletionsClient client = Emulator.CreateClient();
        var texts = new List<string>();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatCompletionChunk chunk in
                client.StreamAsync(EmulatedClient.CreateRequest(), call.Token).WithCancellation(enumeration.Token))
            {
                texts.Add(chunk.Text);
                await fired.CancelAsync();
            }
        });

        Assert.Equal(fired.Token, canceled.CancellationToken);
        Assert.Equal(["one "], texts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ErrorBody_NeverArrives_ThrowsAfterFiveSecondsWithTheStatus(bool stream)
    {
        var clock = new ManualClock();
        Task waiting = clock.WhenTimerStarts(TimeSpan.FromSeconds(5));
        Emulator.Enqueue(Reply.Error(500, "It went wrong.").StallAfterEvents(0));
        using ChatCompletionsClient client = Emulator.CreateClient(options: new() { TimeProvider = clock });
        Task<ChatCompletion> call = stream
            ? client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token)
            : client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        await waiting.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(5));

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => call.WaitAsync(Token));
        Assert.Equal(500, e.StatusCode);
        Assert.True(e.IsTransient);
    }

    [Theory]
    [InlineData(429, typeof(MiniMaxRateLimitException))]
    [InlineData(503, typeof(MiniMaxServerException))]
    [InlineData(529, typeof(MiniMaxServerException))]
    public async Task RetryAfter_TransientStatus_IsInTheException(int status, Type type)
    {
        foreach (string provider in (string[])["aimlapi", "runapi", "openai", "anthropic"])
        {
            Emulator.Enqueue(Reply.Error(status, "Busy.").WithHeader("Retry-After", "17"));
            using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider), EmulatedClient.NoRetries);
            Exception? e = await Record.ExceptionAsync(() => client.CompleteAsync("Hi", MiniMaxModels.M2, Token));
            Assert.IsType(type, e);
            Assert.Equal(TimeSpan.FromSeconds(17), ((MiniMaxException)e).RetryAfter);
        }
    }
}
