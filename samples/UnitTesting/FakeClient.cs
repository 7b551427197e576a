using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>A fake client that returns the same completion, with reasoning, for each request.</summary>
internal sealed class FakeClient(params string[] chunks) : IChatCompletionsClient
{
    /// <summary>Gets the received requests.</summary>
    public List<ChatCompletionRequest> Requests { get; } = [];

    public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
        StreamAsync(request, cancellationToken).ToCompletionAsync(cancellationToken);

    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        yield return ChatCompletionChunk.FromText("", reasoning: "Let me see.");
        foreach (string text in chunks)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return ChatCompletionChunk.FromText(text);
        }

        yield return new() { Choices = [new() { FinishReason = FinishReason.Stop }] };
    }
}
