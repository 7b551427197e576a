using Anthropic;
using Anthropic.Models.Messages;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>Anthropic's own client, which is served its own grammar.</summary>
internal sealed class AnthropicContender : IContender
{
    private readonly AnthropicClient _client;
    private readonly MessageCreateParams _request;

    public AnthropicContender(HttpClient http, Uri address, Prompt prompt)
    {
        _client = new() { HttpClient = http, BaseUrl = address.AbsoluteUri.TrimEnd('/'), ApiKey = "key" };
        _request = new()
        {
            Model = Prompt.Model,
            MaxTokens = Prompt.MaxTokens,
            Messages = [.. prompt.Turns.Select((text, i) => ToMessage(text, i, i == prompt.Turns.Count - 1 ? prompt.Pdf : null))],
        };
    }

    public async Task<int> CompleteAsync()
    {
        Message response = await _client.Messages.Create(_request);
        var characters = 0;
        foreach (ContentBlock block in response.Content)
        {
            if (block.TryPickText(out TextBlock? text))
                characters += text.Text.Length;
        }

        return characters;
    }

    public async Task<int> StreamAsync(Action? onFirst = null)
    {
        var characters = 0;
        await foreach (RawMessageStreamEvent happened in _client.Messages.CreateStreaming(_request))
        {
            if (!happened.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? added))
                continue;
            if (added.Delta.TryPickText(out TextDelta? text))
                characters += text.Text.Length;
            else if (added.Delta.TryPickInputJson(out InputJsonDelta? arguments))
                characters += arguments.PartialJson.Length;
            if (onFirst is not null && characters > 0)
            {
                onFirst();
                onFirst = null;
            }
        }

        return characters;
    }

    public void Dispose() => _client.Dispose();

    private static MessageParam ToMessage(string text, int index, byte[]? pdf)
    {
        if (index % 2 == 1)
            return new AssistantMessageParam { Content = text };
        if (pdf is null)
            return new UserMessageParam { Content = text };
        ContentBlockParam document = new DocumentBlockParam(new Base64PdfSource(Convert.ToBase64String(pdf)));
        return new UserMessageParam { Content = new List<ContentBlockParam> { new TextBlockParam(text), document } };
    }
}
