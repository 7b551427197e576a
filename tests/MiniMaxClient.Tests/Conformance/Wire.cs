using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Reads recorded streams as they arrive over the network.</summary>
internal static class Wire
{
    private const int MaxEventBytes = 16 * 1024 * 1024;

    /// <summary>Returns deliveries of the same bytes: complete, byte by byte, seven bytes at a time, event by event.</summary>
    public static IEnumerable<Stream> Deliveries(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        yield return new FragmentStream([bytes]);
        yield return new FragmentStream(bytes.Chunk(1));
        yield return new FragmentStream(bytes.Chunk(7));
        yield return new FragmentStream(body.Split("\n\n").Select(e => Encoding.UTF8.GetBytes(e + "\n\n")));
    }

    /// <summary>Reads the chunks until the end or the failure.</summary>
    public static async Task<(List<ChatCompletionChunk> Chunks, MiniMaxException? Failure)> ReadAsync(
        Stream stream, int status = 200, ChatProtocol? protocol = null)
    {
        List<ChatCompletionChunk> chunks = [];
        ChunkReader reader = (protocol ?? ChatProtocol.OpenAI).CreateChunkReader(new("someone", null, status) { MaxEventBytes = MaxEventBytes });
        try
        {
            await foreach (ChatCompletionChunk chunk in reader.ReadChunksAsync(stream, TestContext.Current.CancellationToken))
                chunks.Add(chunk);
        }
        catch (MiniMaxException e)
        {
            return (chunks, e);
        }

        return (chunks, null);
    }

    /// <summary>Returns the JSON of each event; these recordings have one line of data in each.</summary>
    public static IReadOnlyList<string> Events(string body) =>
    [
        .. body.Split('\n')
            .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
            .Select(line => line["data:".Length..].Trim())
            .Where(data => data.Length > 0 && data != "[DONE]"),
    ];

    public static ChatCompletion Build(IEnumerable<ChatCompletionChunk> chunks)
    {
        var builder = new ChatCompletionBuilder();
        foreach (ChatCompletionChunk chunk in chunks)
            builder.Add(chunk);
        return builder.Build();
    }

    /// <summary>Formats the calls as id, name and arguments; JSON arguments are normalized.</summary>
    public static IEnumerable<string> Calls(ChatCompletion completion) => (completion.Message.ToolCalls ?? [])
        .Cast<FunctionToolCall>()
        .Select(call => $"{call.Id} {call.Function.Name} {Plain(call.Function.Arguments)}");

    public static IEnumerable<string> Calls(JsonElement expected) => expected.EnumerateArray().Select(call =>
        $"{call.GetProperty("id").GetString()} {call.GetProperty("name").GetString()} {Plain(Arguments(call.GetProperty("arguments")))}");

    private static string Arguments(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText();

    private static string Plain(string json) => JsonSerializer.Serialize(JsonElement.Parse(json));

    /// <summary>A stream that returns one fragment for each read, as a socket may.</summary>
    private sealed class FragmentStream(IEnumerable<byte[]> fragments) : MemoryStream
    {
        private readonly IEnumerator<byte[]> _fragments = fragments.GetEnumerator();
        private ReadOnlyMemory<byte> _rest;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (_rest.IsEmpty)
            {
                if (!_fragments.MoveNext())
                    return 0;
                _rest = _fragments.Current;
            }

            int count = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer, offset, count));

        protected override void Dispose(bool disposing)
        {
            _fragments.Dispose();
            base.Dispose(disposing);
        }
    }
}
