using System.Buffers;
using System.Net.Http.Headers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>An adapter of the application whose first chunk cannot be read.</summary>
public sealed class FirstChunkFailureTests
{
    [Fact]
    public async Task StreamAsync_FirstChunkThrows_DisposesTheEnumerator()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream("data: {}\n\n"));
        var adapter = new ThrowingAdapter(server.BaseAddress);
        using var client = new ChatCompletionsClient(adapter, EmulatedClient.NoRetries);

        await Assert.ThrowsAnyAsync<Exception>(
            () => client.StreamAsync("Hi", "a-model", TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token));

        await adapter.Disposed.WaitAsync(TestTimeouts.Token);
    }

    private sealed class ThrowingAdapter(Uri address)
        : IProviderAdapter, IAsyncEnumerable<ChatCompletionChunk>, IAsyncEnumerator<ChatCompletionChunk>
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public string Name => "own";

        public ChatCompletionChunk Current => throw new FormatException("The chunk is unreadable.");

        public ModelCapabilities GetCapabilities(string model) => ModelCapabilities.Unrestricted;

        public string MapModel(string model) => model;

        public ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body) =>
            new() { Uri = address };

        public string? GetRequestId(HttpResponseHeaders headers) => null;

        public ChatCompletion ReadCompletion(ProviderResponse response) => throw new NotSupportedException();

        public IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response, Stream body, CancellationToken cancellationToken) => this;

        public MiniMaxException ReadError(ProviderResponse response) => throw new NotSupportedException();

        public IAsyncEnumerator<ChatCompletionChunk> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(true);

        public ValueTask DisposeAsync()
        {
            _disposed.TrySetResult();
            return default;
        }
    }
}
