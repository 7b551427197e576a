using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniMaxClient.Client;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>The connections that many streams share, their limits and their ends.</summary>
public sealed class ConnectionTests
{
    private const int Streams = 200;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _continue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    [Fact]
    public async Task Streams_AtOnce_ShareFewConnections()
    {
        await using Http2Server server = await Http2Server.StartAsync(SendHalfAndWaitAsync, maxStreams: 100);
        using ChatCompletionsClient client = server.CreateClient();

        Task<ChatCompletion>[] calls =
            [.. Enumerable.Range(0, Streams).Select(_ => client.CallAsync(stream: true, _token))];
        await _allOpen.Task.WaitAsync(_token);
        Assert.DoesNotContain(calls, static call => call.IsCompleted);
        _continue.SetResult();
        ChatCompletion[] completions = await Task.WhenAll(calls);

        Assert.All(completions, static one =>
        {
            Assert.Equal(SampleResponse.Text, one.Text);
            Assert.Single(one.Call!.Attempts);
        });
        Assert.Equal(Streams, server.Requests.Count);
        Assert.All(server.Requests, static one => Assert.Equal("HTTP/2", one.Protocol));
        Assert.InRange(server.Connections, Streams / 100, 2 * Streams / 100);
    }

    [Fact]
    public async Task Streams_MoreThanAConnectionAllows_UseFurtherConnections()
    {
        await using Http2Server server = await Http2Server.StartAsync(SendHalfAndWaitAsync, maxStreams: 10);
        using ChatCompletionsClient client = server.CreateClient(options: EmulatedClient.NoRetries);
        var streams = new List<IAsyncEnumerator<ChatCompletionChunk>>();

        // One after the other: until its settings arrive, the handler assumes that a new connection allows 100
        // (https://github.com/dotnet/runtime/issues/40784).
        for (int i = 0; i < 45; i++)
        {
            streams.Add(client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token));
            Assert.True(await streams[i].MoveNextAsync());
        }

        _continue.SetResult();
        foreach (IAsyncEnumerator<ChatCompletionChunk> stream in streams)
        {
            string text = stream.Current.Text;
            while (await stream.MoveNextAsync())
                text += stream.Current.Text;
            Assert.Equal(SampleResponse.Text, text);
            await stream.DisposeAsync();
        }

        Assert.Equal((45, 5), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task Server_ShutDownDuringStreams_LetsThemEnd()
    {
        var goAway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Http2Server server = await Http2Server.StartAsync(context =>
        {
            context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>()
                .ConnectionClosedRequested.Register(() => goAway.TrySetResult());
            return SendHalfAndWaitAsync(context);
        });
        using ChatCompletionsClient client = server.CreateClient(options: EmulatedClient.NoRetries);
        Task<ChatCompletion>[] calls =
            [.. Enumerable.Range(0, Streams).Select(_ => client.CallAsync(stream: true, _token))];
        await _allOpen.Task.WaitAsync(_token);

        Task stopping = server.StopAsync();
        await goAway.Task.WaitAsync(_token);
        _continue.SetResult();
        ChatCompletion[] completions = await Task.WhenAll(calls);
        await stopping.WaitAsync(_token);

        Assert.All(completions, static one => Assert.Equal(SampleResponse.Text, one.Text));
        Assert.Equal(Streams, server.Requests.Count);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task Server_KilledDuringStreams_EndsEachWithPartial()
    {
        Http2Server server = await Http2Server.StartAsync(SendHalfAndWaitAsync);
        using ChatCompletionsClient client = server.CreateClient(options: EmulatedClient.NoRetries);
        int waiting = Streams;
        var allReceived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ChatCompletion>[] calls =
        [
            .. Enumerable.Range(0, Streams).Select(_ =>
                CountFirstPartAsync(client.StreamAsync("Hi", MiniMaxModels.M2, _token), CountReceived)
                    .ToCompletionAsync(_token)),
        ];
        await allReceived.Task.WaitAsync(_token);

        await server.DisposeAsync();

        foreach (Task<ChatCompletion> call in calls)
        {
            var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => call);
            Assert.Equal(SampleResponse.StartText, e.Partial!.Text);
        }

        void CountReceived()
        {
            if (Interlocked.Decrement(ref waiting) == 0)
                allReceived.SetResult();
        }
    }

    [Fact]
    public async Task Body_LargerThanTheThreshold_WaitsForContinue()
    {
        string text = new('a', 3_000_000);
        await using Http2Server server = await Http2Server.StartAsync(static async context =>
        {
            Assert.Equal("100-continue", context.Request.Headers.Expect);
            Assert.Contains("aaa", await Http2Server.ReadTextAsync(context), StringComparison.Ordinal);
            await Http2Server.SendJsonAsync(context, SampleResponse.OpenAI.Body);
        });
        using ChatCompletionsClient client = server.CreateClient(options: EmulatedClient.NoRetries);

        Assert.Equal(SampleResponse.Text, (await client.CompleteAsync(text, MiniMaxModels.M2, _token)).Text);
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(3_000_000)]
    public async Task Body_RejectedUnread_ReadsTheError(int length)
    {
        string text = new('a', length);
        await using Http2Server server = await Http2Server.StartAsync(static async context =>
        {
            context.Response.StatusCode = 413;
            await Http2Server.SendJsonAsync(context, """{"error":{"message":"The body is too large."}}""");
        });
        using ChatCompletionsClient client = server.CreateClient(options: EmulatedClient.NoRetries);

        for (int i = 0; i < 10; i++)
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
                () => client.CompleteAsync(text, MiniMaxModels.M2, _token));
            Assert.Equal(413, e.StatusCode);
            Assert.Contains("The body is too large.", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal((10, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task HttpClientOfTheApp_HeadersOfHttp11_AreNotSent()
    {
        IHeaderDictionary? sent = null;
        await using Http2Server server = await Http2Server.StartAsync(async context =>
        {
            sent = context.Request.Headers;
            await Http2Server.ReadTextAsync(context);
            await Http2Server.SendJsonAsync(context, SampleResponse.OpenAI.Body);
        });
        using HttpClient http = server.CreateHttpClient();
        http.DefaultRequestHeaders.ConnectionClose = true;
        http.DefaultRequestHeaders.TransferEncodingChunked = true;
        http.DefaultRequestHeaders.Upgrade.ParseAdd("h2c");
        http.DefaultRequestHeaders.Add("X-App", "1");
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"), http);

        await client.CompleteAsync("Hi", MiniMaxModels.M2, _token);

        Assert.Equal("1", sent!["X-App"]);
        Assert.DoesNotContain(sent.Keys, static name => name is "Connection" or "Transfer-Encoding" or "Upgrade");
    }

    [Theory]
    [InlineData("Keep-Alive", "timeout=5")]
    [InlineData("Proxy-Connection", "keep-alive")]
    public async Task HttpClientOfTheApp_OtherHeadersOfHttp11_DoNotFail(string name, string value)
    {
        await using Http2Server server = await Http2Server.StartAsync(static async context =>
        {
            await Http2Server.ReadTextAsync(context);
            await Http2Server.SendJsonAsync(context, SampleResponse.OpenAI.Body);
        });
        using HttpClient http = server.CreateHttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "openai"), http, EmulatedClient.NoRetries);

        Assert.Equal(SampleResponse.Text, (await client.CompleteAsync("Hi", MiniMaxModels.M2, _token)).Text);
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> CountFirstPartAsync(
        IAsyncEnumerable<ChatCompletionChunk> stream, Action onFirstPart)
    {
        string text = "";
        await foreach (ChatCompletionChunk chunk in stream)
        {
            text += chunk.Text;
            if (text == SampleResponse.StartText)
                onFirstPart();
            yield return chunk;
        }
    }

    private async Task SendHalfAndWaitAsync(HttpContext context)
    {
        await Http2Server.ReadTextAsync(context);
        await Http2Server.SendStreamAsync(context, SampleResponse.OpenAI.FirstEvents);
        if (Interlocked.Increment(ref _open) == Streams)
            _allOpen.SetResult();
        await _continue.Task.WaitAsync(context.RequestAborted);
        await Http2Server.SendStreamAsync(
            context, SampleResponse.OpenAI.Events.Skip(SampleResponse.OpenAI.FirstEvents.Count()));
    }
}
