using System.Net;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>A client and a cancellation token that live as long as the program and serve many calls.</summary>
[Collection(nameof(RunsAlone))]
public sealed class LongLivedClientTests
{
    private const int Calls = 2000;

    // 64 bytes per call: less than a token registration, the smallest object that a call could leak.
    private const long MemoryBound = Calls * 64;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> Ends { get; } = ["non-streaming", "error", "streamed", "abandoned", "interrupted", "canceled"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Client_AfterManyCalls_RetainsNoMemory(string end)
    {
        using var http = new HttpClient(new Handler(end)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(new("http://localhost/"), "openai"),
            http,
            new() { Resilience = new() { RetryDelay = TimeSpan.Zero, CircuitBreaker = null, MaxConcurrentRequests = 1 } });
        using var longLived = new CancellationTokenSource();
        await RunAsync(client, end, longLived.Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await RunAsync(client, end, longLived.Token);

        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(after - before, long.MinValue, MemoryBound);
    }

    private async Task RunAsync(ChatCompletionsClient client, string end, CancellationToken longLived)
    {
        for (int i = 0; i < Calls; i++)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(longLived);
            Task call = CallAsync(client, end, source, end == "canceled" ? source.Token : longLived);
            Exception? e = await Record.ExceptionAsync(() => call.WaitAsync(_token));
            Type? expected = end switch
            {
                "error" => typeof(MiniMaxServerException),
                "interrupted" => typeof(MiniMaxStreamInterruptedException),
                "canceled" => typeof(OperationCanceledException),
                _ => null,
            };
            Assert.Equal(expected, e?.GetType());
        }
    }

    private static async Task CallAsync(
        ChatCompletionsClient client, string end, CancellationTokenSource source, CancellationToken token)
    {
        if (end is "non-streaming" or "error")
        {
            await client.CompleteAsync("Hi", MiniMaxModels.M2, token);
            return;
        }

        await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2, token))
        {
            if (end == "abandoned")
                break;
            if (end == "canceled")
                await source.CancelAsync();
        }
    }

    private sealed class Handler(string end) : HttpMessageHandler
    {
        private readonly string _body = SampleResponse.OpenAI.Body;

        private readonly string _stream =
            string.Concat(end == "interrupted" ? SampleResponse.OpenAI.FirstEvents : SampleResponse.OpenAI.Events);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(end switch
            {
                "non-streaming" => CreateResponse(HttpStatusCode.OK, _body, "application/json"),
                "error" => CreateResponse(HttpStatusCode.InternalServerError, "no", "text/plain"),
                _ => CreateResponse(HttpStatusCode.OK, _stream, "text/event-stream"),
            });

        private static HttpResponseMessage CreateResponse(HttpStatusCode status, string body, string type) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, type) };
    }
}
