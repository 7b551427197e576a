using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>A client that says the same whatever it is asked, and thinks first; the interface has two methods.</summary>
internal sealed class FakeClient(params string[] chunks) : IChatCompletionsClient
{
    /// <summary>What it was asked.</summary>
    public List<ChatCompletionRequest> Requests { get; } = [];

    public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
        StreamAsync(request, cancellationToken).ToCompletionAsync(cancellationToken);

    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        yield return new() { Choices = [new() { Delta = new() { ReasoningContent = "Let me see." } }] };
        foreach (string piece in chunks)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new() { Choices = [new() { Delta = new() { Content = piece } }] };
        }

        yield return new() { Choices = [new() { FinishReason = FinishReason.Stop }] };
    }
}
