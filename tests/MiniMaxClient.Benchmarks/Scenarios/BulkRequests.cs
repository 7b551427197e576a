using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Many requests of 5 ms each, 64 concurrently: this library's bulk requests, and a loop around a client.</summary>
internal sealed class BulkRequests(Uri server) : IScenario
{
    private const int Concurrency = 64;

    private static readonly Route Delayed = new(Shape.MiniMax, 0, ResponsePace.Delayed);

    public static Figure Rate { get; } = new("bulk requests of 5 ms, 64 at once", "requests/s");

    public static Figure Heap { get; } = new("bulk requests, live heap by their number", "bytes per request");

    public IReadOnlyList<string> Names => ["bulk"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        using HttpClient http = Loopback.CreateHttpClient();
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("bench", new Uri(Delayed.ToUri(server), "v1/chat/completions"), "key"), http);
        using var loop = new Loopback(Competitor.Floor2, server, Delayed);
        var ours = new List<double>();
        var bare = new List<double>();
        await RunBulkAsync(client, sizes.BulkRequests, null);
        await RunLoopAsync(loop, sizes.BulkRequests);
        for (var round = 0; round < sizes.LoadRounds; round++)
        {
            ours.Add(await MeasureAsync(sizes.BulkRequests, () => RunBulkAsync(client, sizes.BulkRequests, null)));
            bare.Add(await MeasureAsync(sizes.BulkRequests, () => RunLoopAsync(loop, sizes.BulkRequests)));
        }

        report.Add(Rate, Competitor.Ours, ours);
        report.Add(Rate, Competitor.Floor2, bare);
        long once = await MeasureHeapAsync(client, sizes.BulkRequests);
        long twice = await MeasureHeapAsync(client, sizes.BulkRequests * 2);
        report.Add(Heap, Competitor.Ours, [(double)(twice - once) / sizes.BulkRequests]);
    }

    private static async Task<double> MeasureAsync(int count, Func<Task> run)
    {
        long started = TimeProvider.System.GetTimestamp();
        await run();
        return count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The live heap when most of the requests are done.</summary>
    private static async Task<long> MeasureHeapAsync(ChatCompletionsClient client, int count)
    {
        long heap = 0;
        await RunBulkAsync(client, count, done =>
        {
            if (done == count - Concurrency)
                heap = GC.GetTotalMemory(forceFullCollection: true);
        });
        return heap;
    }

    private static async Task RunBulkAsync(ChatCompletionsClient client, int count, Action<int>? onResult)
    {
        var done = 0;
        await foreach (BulkResult result in client.CompleteManyAsync(Requests(count), new() { MaxConcurrency = Concurrency }))
        {
            if (result.Error is { } error)
                throw error;
            onResult?.Invoke(++done);
        }
    }

    private static async Task RunLoopAsync(Loopback loop, int count)
    {
        using var places = new SemaphoreSlim(Concurrency);
        for (var i = 0; i < count; i++)
        {
            await places.WaitAsync();
            _ = CallAsync();
        }

        for (var i = 0; i < Concurrency; i++)
            await places.WaitAsync();

        async Task CallAsync()
        {
            await loop.CallAsync();
            places.Release();
        }
    }

    private static IEnumerable<ChatCompletionRequest> Requests(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new()
            {
                Model = Prompt.Model,
                MaxTokens = Prompt.MaxTokens,
                Messages = [ChatMessage.User(Prompt.Question.Turns[0])],
            };
        }
    }
}
