using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>Thousands of concurrent slow streams of one client.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ConcurrentStreamTests
{
    private const int Streams = 2000;

    // One kilobyte per stream, which is less than its connection or any of its buffers; pools account for the variation.
    private const long MemoryBound = Streams * 1024;

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task Streams_TwoThousandConcurrent_EndAndReleaseEverything()
    {
        // The first round allocates permanent memory: code, pools and threads.
        await RunAsync(Streams);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await RunAsync(Streams);

        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(after - before, long.MinValue, MemoryBound);
    }

    private async Task RunAsync(int count)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SampleResponse sample = SampleResponse.OpenAI;
        ServerScript start = ServerScript.StreamHead().Send(sample.FirstEvents).WaitFor(gate.Task);
        ServerScript complete = start.Send(sample.Events.Skip(sample.FirstEvents.Count())).End();
        ServerScript cut = start.Reset();
        await using var server = FaultServer.Start((index, _) => index < count && index % 10 == 9 ? cut : complete);
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "openai"), new() { ConnectTimeout = TestTimeouts.Limit });

        int waiting = count;
        var allWait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string>[] streams = [.. Enumerable.Range(0, count).Select(_ => ReadAsync(client, () =>
        {
            if (Interlocked.Decrement(ref waiting) == 0)
                allWait.SetResult();
        }))];
        await allWait.Task.WaitAsync(_token);
        Assert.Equal((count, count), (server.Connections, CountOpen(server)));
        Assert.DoesNotContain(streams, static stream => stream.IsCompleted);

        gate.SetResult();
        string[] ends = await Task.WhenAll(streams).WaitAsync(_token);

        Assert.Equal(count / 10, ends.Count(static end => end == nameof(MiniMaxStreamInterruptedException)));
        Assert.Equal(count - (count / 10), ends.Count(static end => end == SampleResponse.Text));

        // The pooled connections remain open, and another call uses one of them.
        Assert.Equal(count - (count / 10), CountOpen(server));
        Assert.Equal(SampleResponse.Text, await ReadAsync(client, static () => { }));
        Assert.Equal((count, count + 1), (server.Connections, server.Requests.Count));

        client.Dispose();
        await WhenAllClosedAsync(server).WaitAsync(_token);
        Assert.Equal(0, CountOpen(server));
    }

    /// <summary>Reads a stream to its end and returns its text or the name of the exception.</summary>
    private async Task<string> ReadAsync(ChatCompletionsClient client, Action onText)
    {
        string text = "";
        try
        {
            await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
            {
                text += chunk.Text;
                if (text == SampleResponse.StartText)
                    onText();
            }

            return text;
        }
        catch (MiniMaxException e)
        {
            Assert.Equal(SampleResponse.StartText, text);
            Assert.Single(e.Attempts);
            return e.GetType().Name;
        }
    }

    private static int CountOpen(FaultServer server) =>
        server.Requests.DistinctBy(static request => request.Connection).Count(static one => !one.WhenClientClosed.IsCompleted);

    private static Task WhenAllClosedAsync(FaultServer server) =>
        Task.WhenAll(server.Requests.Select(static request => request.WhenClientClosed.ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));
}
