using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Fuzz;

/// <summary>Tests that any response gives a value or a <see cref="MiniMaxException"/>, and that all its properties work.</summary>
/// <remarks>
/// <c>MINIMAXCLIENT_FUZZ_CASES</c> sets the number of cases of a long run, <c>MINIMAXCLIENT_FUZZ_SEED</c> its seed. A failure
/// reports the seed of its case; run one case with that seed to reproduce it.
/// </remarks>
public sealed class FuzzTests
{
    private const int Cases = 4000;
    private const int MaxBytesPerCase = 16 * 1024 * 1024;

    private static readonly ProviderAdapter[] Adapters =
    [
        new AimlApiAdapter("key-of-a-test"),
        new OpenAICompatibleAdapter("local", "http://localhost:8000/v1", null) { ThinkingStartsOpen = true },
        new AnthropicCompatibleAdapter("minimax", "http://localhost:8000", "key-of-a-test"),
    ];

    [Fact]
    public async Task Read_AnyBody_ReturnsOrThrowsMiniMaxException()
    {
        int cases = GetSetting("MINIMAXCLIENT_FUZZ_CASES", Cases);
        int first = GetSetting("MINIMAXCLIENT_FUZZ_SEED", 1);
        CancellationToken token = TestContext.Current.CancellationToken;
        for (int seed = first; seed < first + cases; seed++)
        {
            byte[] body = Mutator.Mutate(new SeededRandom(seed), FuzzSeeds.All);
            using var time = new CancellationTokenSource(TestTimeouts.Limit, TimeProvider.System);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token, time.Token);
            try
            {
                foreach (ProviderAdapter adapter in Adapters)
                {
                    ReadBody(adapter, body);
                    ReadError(adapter, body, 200 + (seed * 7 % 400));
                    await ReadStreamAsync(adapter, body, 1 + (seed % 97), limit.Token);
                }

                limit.Token.ThrowIfCancellationRequested();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, body (base64) {Convert.ToBase64String(body)}: {e.Message}", e);
            }
        }
    }

    private static void ReadBody(ProviderAdapter adapter, byte[] body)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var head = new HttpResponseMessage();
        try
        {
            ReadProperties(adapter.ReadCompletion(new() { StatusCode = 200, Headers = head.Headers, Body = body }));
        }
        catch (MiniMaxException e)
        {
            ReadProperties(e);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MaxBytesPerCase, $"{allocated} bytes were allocated for a body of {body.Length}.");
    }

    private static void ReadError(ProviderAdapter adapter, byte[] body, int status)
    {
        using var head = new HttpResponseMessage();
        ReadProperties(adapter.ReadError(new() { StatusCode = status, Headers = head.Headers, Body = body }));
    }

    private static async Task ReadStreamAsync(ProviderAdapter adapter, byte[] body, int chunkSize, CancellationToken token)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var head = new HttpResponseMessage();
        var response = new ProviderResponse { StatusCode = 200, Headers = head.Headers, MaxEventBytes = 64 * 1024 };
        using var stream = new ChunkedStream(body.Chunk(chunkSize).Select(static chunk => (ReadOnlyMemory<byte>)chunk));
        var builder = new ChatCompletionBuilder();
        try
        {
            await foreach (ChatCompletionChunk chunk in adapter.ReadChunksAsync(response, stream, token))
            {
                ReadProperties(chunk);
                builder.Add(chunk);
            }
        }
        catch (MiniMaxException e)
        {
            ReadProperties(e);
        }

        ReadProperties(builder.Build());
        // The stream completes synchronously, so that all allocations are on one thread.
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MaxBytesPerCase, $"{allocated} bytes were allocated for a stream of {body.Length}.");
    }

    private static void ReadProperties(ChatCompletionChunk chunk)
    {
        Assert.NotNull(chunk.Text + chunk.Reasoning);
        AssertRoundTrips(chunk.ToJson(), JsonSerializer.Serialize(chunk));
    }

    private static void ReadProperties(ChatCompletion completion)
    {
        Assert.NotNull(completion.Text + completion.Reasoning + completion.FinishReason);
        AssertRoundTrips(completion.ToJson(), JsonSerializer.Serialize(completion));
        foreach (ChatChoice choice in completion.Choices)
            Assert.NotNull(choice.Message.Text + choice.Message.Reasoning + choice.Message);
    }

    private static void ReadProperties(MiniMaxException error) =>
        Assert.DoesNotContain("key-of-a-test", $"{error} {error.ResponseExcerpt} {error.ProviderCode} {error.RequestId}", StringComparison.Ordinal);

    /// <summary>Asserts that a value that was read can be written as JSON.</summary>
    private static void AssertRoundTrips(params string[] written)
    {
        foreach (string one in written)
        {
            Assert.DoesNotContain("cannot be written", one, StringComparison.Ordinal);
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(one), new JsonReaderOptions { MaxDepth = 256 });
            while (json.Read())
            {
            }
        }
    }

    private static int GetSetting(string variable, int value) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int set) ? set : value;
}
