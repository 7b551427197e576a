using System.Buffers;
using BenchmarkDotNet.Attributes;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>Serialization of requests and parsing of non-streaming responses.</summary>
[MemoryDiagnoser]
public class BodyParts
{
    private readonly OpenAICompatibleAdapter _adapter = new("bench", "http://127.0.0.1/v1", "key");
    private readonly ArrayBufferWriter<byte> _body = new(2 * 1024 * 1024);
    private readonly ChatCompletionRequest _question = Request(Prompt.Question);
    private readonly ChatCompletionRequest _history = Request(Prompt.History(800_000));

    private readonly ProviderResponse _response = new()
    {
        StatusCode = 200,
        Headers = new HttpResponseMessage().Headers,
        Body = NonStreamingResponses.Create(WireProtocol.ChatCompletions).Body,
    };

    /// <summary>A short question.</summary>
    [Benchmark]
    public int WriteQuestion() => Write(_question);

    /// <summary>A history of 800 KB.</summary>
    [Benchmark]
    public int WriteHistory() => Write(_history);

    /// <summary>A response of 7 KB.</summary>
    [Benchmark]
    public string ReadCompletion() => _adapter.ReadCompletion(_response).Text;

    private int Write(ChatCompletionRequest request)
    {
        _body.ResetWrittenCount();
        _adapter.WriteRequest(request, stream: false, _body);
        return _body.WrittenCount;
    }

    private static ChatCompletionRequest Request(Prompt prompt) => new()
    {
        Model = Prompt.Model,
        Messages = [.. prompt.Turns.Select(ToMessage)],
    };

    private static ChatMessage ToMessage(string text, int index) =>
        index % 2 == 1 ? ChatMessage.Assistant(text) : ChatMessage.User(text);
}
