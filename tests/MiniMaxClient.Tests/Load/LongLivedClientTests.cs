using System.Net;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>A client, and a token of the caller's, that live as long as the program and see very many calls.</summary>
[Collection(nameof(RunsAlone))]
public sealed class LongLivedClientTests
{
    private const int Calls = 2000;

    // 64 bytes a call: less than a registration with a token, the smallest thing that could be left behind.
    private const long MemoryBound = Calls * 64;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> Ends { get; } = ["plain", "refused", "streamed", "left early", "broken", "cancelled"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Client_AfterManyCalls_HoldsNothingOfThem(string end)
    {
        using var http = new HttpClient(new Handler(end)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(new("http://localhost/"), "openai"),
            http,
            new() { Resilience = new() { RetryDelay = TimeSpan.Zero, CircuitBreaker = null, MaxConcurrentRequests = 1 } });
        using var lasting = new CancellationTokenSource();
        await RunAsync(client, end, lasting.Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await RunAsync(client, end, lasting.Token);

        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(after - before, long.MinValue, MemoryBound);
    }

    private async Task RunAsync(ChatCompletionsClient client, string end, CancellationToken lasting)
    {
        for (int i = 0; i < Calls; i++)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(lasting);
            Task call = CallAsync(client, end, source, end == "cancelled" ? source.Token : lasting);
            Exception? e = await Record.ExceptionAsync(() => call.WaitAsync(_token));
            Type? expected = end switch
            {
                "refused" => typeof(MiniMaxServerException),
                "broken" => typeof(MiniMaxStreamInterruptedException),
                "cancelled" => typeof(OperationCanceledException),
                _ => null,
            };
            Assert.Equal(expected, e?.GetType());
        }
    }

    private static async Task CallAsync(
        ChatCompletionsClient client, string end, CancellationTokenSource source, CancellationToken token)
    {
        if (end is "plain" or "refused")
        {
            await client.CompleteAsync("Hi", MiniMaxModels.M2, token);
            return;
        }

        await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2, token))
        {
            if (end == "left early")
                break;
            if (end == "cancelled")
                await source.CancelAsync();
        }
    }

    private sealed class Handler(string end) : HttpMessageHandler
    {
        private readonly string _plain = SampleResponse.OpenAI.Body;

        private readonly string _stream =
            string.Concat(end == "broken" ? SampleResponse.OpenAI.FirstEvents : SampleResponse.OpenAI.Events);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(end switch
            {
                "plain" => Answer(HttpStatusCode.OK, _plain, "application/json"),
                "refused" => Answer(HttpStatusCode.InternalServerError, "no", "text/plain"),
                _ => Answer(HttpStatusCode.OK, _stream, "text/event-stream"),
            });

        private static HttpResponseMessage Answer(HttpStatusCode status, string body, string type) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, type) };
    }
}
