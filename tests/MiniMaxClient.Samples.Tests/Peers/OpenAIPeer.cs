using System.ClientModel;
using System.ClientModel.Primitives;
using MiniMaxClient.Testing;
using OpenAI;
using Sdk = OpenAI.Chat;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>OpenAI's own client, with connections of its own and without retries.</summary>
internal sealed class OpenAIPeer(MiniMaxEmulator emulator, TimeSpan? limit) : IPeer
{
    private readonly Sdk.ChatClient _client = new(MiniMaxModels.M2, new ApiKeyCredential(emulator.ApiKey), new OpenAIClientOptions
    {
        Endpoint = emulator.OpenAICompatible,
        NetworkTimeout = limit,
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    });

    public async Task<PeerResponse> CompleteAsync(CancellationToken cancellationToken)
    {
        Sdk.ChatCompletion answer = await _client.CompleteChatAsync(
            [new Sdk.UserChatMessage(PeerTable.Prompt)], null, cancellationToken);
        return new(string.Concat(answer.Content.Select(static part => part.Text)), "", $"{answer.FinishReason}");
    }

    public async Task<PeerResponse> StreamAsync(CancellationToken cancellationToken)
    {
        string text = "";
        string? finishReason = null;
        await foreach (Sdk.StreamingChatCompletionUpdate update in _client.CompleteChatStreamingAsync(
            [new Sdk.UserChatMessage(PeerTable.Prompt)], null, cancellationToken))
        {
            text += string.Concat(update.ContentUpdate.Select(static part => part.Text));
            finishReason = update.FinishReason?.ToString() ?? finishReason;
        }

        return new(text, "", finishReason);
    }

    public void Dispose()
    {
    }
}
