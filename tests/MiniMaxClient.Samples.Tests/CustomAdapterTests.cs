using System.Buffers;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests an adapter for a custom protocol that uses only public types.</summary>
public sealed class CustomAdapterTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = "MiniMax-M2",
        Messages = [ChatMessage.User("Hi")],
    };

    [Fact]
    public async Task CustomAdapter_CompletionStreamAndError_AreRead()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: cancellationToken);
        emulator.Enqueue(
            Reply.Raw(200, "text/words", "all at once").WithHeader("X-Words-Id", "w-1"),
            Reply.Raw(200, "text/words", "word by word"),
            Reply.Raw(418, "text/words", "I am a teapot"));
        using var client = new ChatCompletionsClient(new WordsAdapter(emulator));

        ChatCompletion completion = await client.CompleteAsync(Request, cancellationToken);
        ChatCompletion streamed = await client.StreamAsync(Request, cancellationToken).ToCompletionAsync(cancellationToken);
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompleteAsync(Request, cancellationToken));

        Assert.Equal("all at once", completion.Text);
        Assert.Equal("w-1", completion.Call!.RequestId);
        Assert.Equal("word by word ", streamed.Text);
        Assert.Equal("words", streamed.Call!.Provider);
        Assert.Equal("I am a teapot", e.Message);
        Assert.Equal("words", e.Provider);
        Assert.Equal(418, e.StatusCode);
        Assert.Single(e.Attempts);
    }

    [Fact]
    public async Task CompleteAsync_UnsupportedField_ThrowsInvalidRequestException()
    {
        await using MiniMaxEmulator emulator =
            await MiniMaxEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = new ChatCompletionsClient(new WordsAdapter(emulator));
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(Request with { Temperature = 1 }, TestContext.Current.CancellationToken));
        Assert.Equal("$.temperature: is not supported by the model MiniMax-M2 (source: the words protocol)", e.Problems.Single().ToString());
    }

    private sealed class WordsAdapter(MiniMaxEmulator emulator) : IProviderAdapter
    {
        public string Name => "words";

        public ModelCapabilities GetCapabilities(string model) => new() { Source = "the words protocol", Fields = ["max_tokens"] };

        public string MapModel(string model) => model;

        public ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
        {
            using var json = new Utf8JsonWriter(body);
            JsonSerializer.Serialize(json, request);
            return new()
            {
                Uri = new(emulator.OpenAICompatible, "v1/chat/completions"),
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + emulator.ApiKey },
            };
        }

        public string? GetRequestId(HttpResponseHeaders headers) =>
            headers.TryGetValues("X-Words-Id", out IEnumerable<string>? values) ? values.First() : null;

        public ChatCompletion ReadCompletion(ProviderResponse response) =>
            new() { Choices = [new() { Message = ChatMessage.Assistant(Encoding.UTF8.GetString(response.Body.Span)) }] };

        public async IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response, Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(body);
            string text = await reader.ReadToEndAsync(cancellationToken);
            foreach (string word in text.Split(' '))
                yield return new() { Choices = [new() { Delta = new() { Content = word + " " } }] };
        }

        public MiniMaxException ReadError(ProviderResponse response) =>
            new MiniMaxServerException(Encoding.UTF8.GetString(response.Body.Span)) { IsPermanent = true };
    }
}
