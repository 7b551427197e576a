using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>This library with its defaults: validation, retries, limits, breaker, thinking split.</summary>
internal sealed class OurContender : IContender
{
    private readonly ChatCompletionsClient _client;
    private readonly ChatCompletionRequest _request;

    public OurContender(HttpClient http, Uri address, Prompt prompt)
    {
        _client = new(new OpenAICompatibleAdapter("bench", new Uri(address, "v1/chat/completions"), "key"), http);
        _request = new()
        {
            Model = Prompt.Model,
            MaxTokens = Prompt.MaxTokens,
            Messages = [.. prompt.Turns.Select((text, i) => ToMessage(text, i, i == prompt.Turns.Count - 1 ? prompt.Pdf : null))],
        };
    }

    public async Task<int> CompleteAsync()
    {
        ChatCompletion response = await _client.CompleteAsync(_request);
        return response.Text.Length + (response.Reasoning?.Length ?? 0);
    }

    public async Task<int> StreamAsync(Action? onFirst = null)
    {
        var characters = 0;
        await foreach (ChatCompletionChunk chunk in _client.StreamAsync(_request))
        {
            characters += chunk.Text.Length + chunk.Reasoning.Length;
            if (chunk.Choices is [{ Delta.ToolCalls: { } calls }, ..])
            {
                for (int i = 0; i < calls.Count; i++)
                    characters += calls[i].Function?.Arguments?.Length ?? 0;
            }

            if (onFirst is not null && characters > 0)
            {
                onFirst();
                onFirst = null;
            }
        }

        return characters;
    }

    public void Dispose() => _client.Dispose();

    private static ChatMessage ToMessage(string text, int index, byte[]? pdf)
    {
        if (index % 2 == 1)
            return ChatMessage.Assistant(text);
        return pdf is null
            ? ChatMessage.User(text)
            : ChatMessage.User([text, ContentPart.FromFile(pdf, "application/pdf", "a.pdf")]);
    }
}
