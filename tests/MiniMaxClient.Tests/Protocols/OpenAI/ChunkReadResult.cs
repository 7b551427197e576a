using System.Text;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

/// <summary>Contains the result of reading a stream: the chunks, and the failure.</summary>
internal sealed class ChunkReadResult
{
    public const string Key = "key-that-nobody-may-see";

    private readonly List<ChatCompletionChunk> _chunks = [];

    public IReadOnlyList<ChatCompletionChunk> Chunks => _chunks;

    /// <summary>The exception that ended the stream; null if the stream is complete.</summary>
    public Exception? Failure { get; private set; }

    public string Text => string.Concat(_chunks.Select(static chunk => chunk.Text));

    public string Reasoning => string.Concat(_chunks.Select(static chunk => chunk.Reasoning));

    public ChatCompletion BuiltCompletion
    {
        get
        {
            var builder = new ChatCompletionBuilder();
            foreach (ChatCompletionChunk chunk in _chunks)
                builder.Add(chunk);
            return builder.Build();
        }
    }

    /// <summary>All visible output as text, to compare deliveries.</summary>
    public string Outline =>
        string.Join("\n", _chunks.Select(static chunk => $"{chunk.ToJson()} text={chunk.Text} reasoning={chunk.Reasoning}"))
        + $"\n{Failure?.GetType().Name} {Failure?.Message}";

    public static async Task<ChunkReadResult> ReadAsync(
        Stream stream, int maxEventBytes = 1024 * 1024, ChatProtocol? protocol = null)
    {
        var run = new ChunkReadResult();
        ChunkReader reader = (protocol ?? ChatProtocol.OpenAI).CreateChunkReader(
            new ResponseContext("aimlapi", new KnownSecrets(new ApiKey(Key, "key")), 200) { MaxEventBytes = maxEventBytes });
        try
        {
            await foreach (ChatCompletionChunk chunk in reader.ReadChunksAsync(stream, TestTimeouts.Token))
                run._chunks.Add(chunk);
        }
        catch (MiniMaxException e)
        {
            run.Failure = e;
        }

        return run;
    }

    public static Task<ChunkReadResult> ReadAsync(string stream) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(stream)));

    /// <summary>Reads a stream in memory synchronously, for property tests, which cannot be asynchronous.</summary>
    public static ChunkReadResult Read(Stream stream) => ReadAsync(stream).GetAwaiter().GetResult();

    /// <summary>Reads a stream in every delivery and asserts each result; all results must be equal.</summary>
    public static async Task ForEachAsync(string stream, Action<ChunkReadResult> assertion, ChatProtocol? protocol = null)
    {
        string? first = null;
        await DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            ChunkReadResult run = await ReadAsync(delivery.Open(), protocol: protocol);
            assertion(run);
            Assert.Equal(first ??= run.Outline, run.Outline);
        });
    }
}
