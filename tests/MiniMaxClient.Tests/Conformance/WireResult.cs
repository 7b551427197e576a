using System.Net;
using MiniMaxClient.Protocols;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>The result of a call whose response is a vector: the completion, or the failure, and the requests that were sent.</summary>
internal sealed class WireResult
{
    private readonly List<ChatCompletionChunk> _chunks = [];
    private readonly List<string> _requests = [];

    /// <summary>The chunks; empty for a call that is not streamed.</summary>
    public IReadOnlyList<ChatCompletionChunk> Chunks => _chunks;

    /// <summary>The completion, assembled from the chunks for a stream; null if the call failed before any content.</summary>
    public ChatCompletion? Completion { get; private set; }

    public MiniMaxException? Failure { get; private set; }

    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Makes the calls of a vector in each delivery, and asserts each result.</summary>
    public static async Task ForEachDeliveryAsync(ConformanceVector vector, Action<WireResult> assertion)
    {
        byte[] bytes = vector.GetBytes();
        foreach (bool isStreamed in vector.StreamedCalls)
        {
            foreach (Delivery delivery in EnumerateDeliveries(bytes))
            {
                WireResult result = await ReadAsync(vector, delivery, isStreamed);
                try
                {
                    assertion(result);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException(
                        $"{(isStreamed ? "Streamed" : "Not streamed")}, delivered as {delivery.Name}: {e.Message} {result.Failure}", e);
                }
            }
        }
    }

    /// <summary>Sends a request and returns its body, or the failure.</summary>
    public static async Task<WireResult> SendAsync(string provider, ChatCompletionRequest request)
    {
        var result = new WireResult();
        string body = Adapters.UsesMessages(provider)
            ? """{"id":"1","type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn"}"""
            : """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";
        await result.CallAsync(
            provider, "test-key", () => new(HttpStatusCode.OK) { Content = new StringContent(body, null, "application/json") },
            async client => result.Completion = await client.CompleteAsync(request, TestTimeouts.Token));
        return result;
    }

    /// <summary>Returns deliveries of the same bytes: whole, byte by byte, seven bytes at a time, event by event.</summary>
    private static IEnumerable<Delivery> EnumerateDeliveries(byte[] bytes)
    {
        yield return new("the whole body", [bytes]);
        yield return new("single bytes", [.. Enumerable.Range(0, bytes.Length).Select(at => (ReadOnlyMemory<byte>)bytes.AsMemory(at, 1))]);
        yield return new("seven bytes at a time", [.. bytes.Chunk(7).Select(static bytes => (ReadOnlyMemory<byte>)bytes)]);
        yield return DeliveryMatrix.CutAt(bytes, EnumerateEventEnds(bytes)) with { Name = "single events" };
    }

    private static IEnumerable<int> EnumerateEventEnds(byte[] bytes) =>
        Enumerable.Range(2, Math.Max(0, bytes.Length - 2)).Where(at => bytes[at - 2] == '\n' && bytes[at - 1] == '\n');

    private static async Task<WireResult> ReadAsync(ConformanceVector vector, Delivery delivery, bool isStreamed)
    {
        var result = new WireResult();
        var request = new ChatCompletionRequest { Model = vector.Model, Messages = [ChatMessage.User("Hi")] };
        await result.CallAsync(vector.Provider, vector.Key, () => CreateResponse(vector, delivery), async client =>
        {
            if (!isStreamed)
            {
                result.Completion = await client.CompleteAsync(request, TestTimeouts.Token);
                return;
            }

            await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, TestTimeouts.Token))
                result._chunks.Add(chunk);
        });
        if (isStreamed && result._chunks.Count > 0)
            result.Build();
        return result;
    }

    private static HttpResponseMessage CreateResponse(ConformanceVector vector, Delivery delivery)
    {
        var response = new HttpResponseMessage((HttpStatusCode)vector.Status) { Content = new StreamContent(delivery.Open()) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", vector.ContentType);
        foreach ((string name, string value) in vector.GetHeaders())
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private async Task CallAsync(
        string provider, string key, Func<HttpResponseMessage> response, Func<ChatCompletionsClient, Task> call)
    {
        using var http = new HttpClient(new Handler(response, _requests));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(new("https://localhost"), provider, key), http, new() { Resilience = ResilienceOptions.None });
        try
        {
            await call(client);
        }
        catch (MiniMaxException e)
        {
            Failure = e;
        }
    }

    private void Build()
    {
        var builder = new ChatCompletionBuilder();
        try
        {
            foreach (ChatCompletionChunk chunk in _chunks)
                builder.Add(chunk);
            Completion = builder.Build();
        }
        catch (MiniMaxException e)
        {
            Failure ??= e;
        }
    }

    private sealed class Handler(Func<HttpResponseMessage> response, List<string> requests) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            requests.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return response();
        }
    }
}
