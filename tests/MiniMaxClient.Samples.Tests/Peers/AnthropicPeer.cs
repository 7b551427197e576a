using Anthropic;
using Anthropic.Helpers;
using MiniMaxClient.Testing;
using Sdk = Anthropic.Models.Messages;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>Anthropic's own client, with connections of its own and without retries.</summary>
internal sealed class AnthropicPeer(MiniMaxEmulator emulator, TimeSpan? limit) : IPeer
{
    private static readonly Sdk.MessageCreateParams Request = new()
    {
        Model = MiniMaxModels.M2,
        MaxTokens = 1024,
        Messages = [new Sdk.UserMessageParam { Content = PeerTable.Prompt }],
    };

    private readonly AnthropicClient _client = new()
    {
        BaseUrl = emulator.AnthropicCompatible.AbsoluteUri,
        ApiKey = emulator.ApiKey,
        MaxRetries = 0,
        Timeout = limit,
    };

    public async Task<PeerResponse> CompleteAsync(CancellationToken cancellationToken)
    {
        Sdk.Message answer = await _client.Messages.Create(Request, cancellationToken);
        string text = "";
        string thinking = "";
        foreach (Sdk.ContentBlock block in answer.Content)
        {
            if (block.TryPickText(out Sdk.TextBlock? said))
                text += said.Text;
            if (block.TryPickThinking(out Sdk.ThinkingBlock? thought))
                thinking += thought.Thinking;
        }

        return new(text, thinking, answer.StopReason?.Raw());
    }

    public async Task<PeerResponse> StreamAsync(CancellationToken cancellationToken)
    {
        string text = "";
        string thinking = "";
        string? stopReason = null;
        List<Sdk.RawMessageStreamEvent> events = [];
        await foreach (Sdk.RawMessageStreamEvent happened in _client.Messages.CreateStreaming(Request, cancellationToken))
        {
            events.Add(happened);
            if (happened.TryPickContentBlockDelta(out Sdk.RawContentBlockDeltaEvent? block))
            {
                if (block.Delta.TryPickText(out Sdk.TextDelta? said))
                    text += said.Text;
                if (block.Delta.TryPickThinking(out Sdk.ThinkingDelta? thought))
                    thinking += thought.Thinking;
            }

            if (happened.TryPickDelta(out Sdk.RawMessageDeltaEvent? end))
                stopReason = end.Delta.StopReason?.Raw();
        }

        Exception? failure = await Record.ExceptionAsync(() => events.ToAsyncEnumerable().Aggregate());
        return new(text, thinking, stopReason) { AggregateFailure = failure };
    }

    public void Dispose() => _client.Dispose();
}
