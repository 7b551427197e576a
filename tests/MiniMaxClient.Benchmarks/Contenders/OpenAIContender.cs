using System.ClientModel;
using System.ClientModel.Primitives;
using MiniMaxClient.Benchmarks.Bodies;
using OpenAI;
using OpenAI.Chat;
using Message = OpenAI.Chat.ChatMessage;
using Part = OpenAI.Chat.ChatMessageContentPart;

namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>OpenAI's own client.</summary>
internal sealed class OpenAIContender : IContender
{
    private readonly ChatClient _client;
    private readonly Message[] _messages;
    private readonly ChatCompletionOptions _options = new() { MaxOutputTokenCount = Prompt.MaxTokens };

    public OpenAIContender(HttpClient http, Uri address, Prompt prompt)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(address, "v1"),
            Transport = new HttpClientPipelineTransport(http),
        };
        _client = new(Prompt.Model, new ApiKeyCredential("key"), options);
        _messages = [.. prompt.Turns.Select((text, i) => ToMessage(text, i, i == prompt.Turns.Count - 1 ? prompt.Pdf : null))];
    }

    public async Task<int> CompleteAsync()
    {
        ClientResult<OpenAI.Chat.ChatCompletion> response = await _client.CompleteChatAsync(_messages, _options);
        var characters = 0;
        foreach (Part part in response.Value.Content)
            characters += part.Text.Length;
        return characters;
    }

    public async Task<int> StreamAsync(Action? onFirst = null)
    {
        var characters = 0;
        await foreach (StreamingChatCompletionUpdate update in _client.CompleteChatStreamingAsync(_messages, _options))
        {
            foreach (Part part in update.ContentUpdate)
                characters += part.Text.Length;
            foreach (StreamingChatToolCallUpdate call in update.ToolCallUpdates)
                characters += call.FunctionArgumentsUpdate.ToMemory().Length;
            if (onFirst is not null && characters > 0)
            {
                onFirst();
                onFirst = null;
            }
        }

        return characters;
    }

    public void Dispose()
    {
    }

    private static Message ToMessage(string text, int index, byte[]? pdf)
    {
        if (index % 2 == 1)
            return new AssistantChatMessage(text);
        return pdf is null
            ? new UserChatMessage(text)
            : new UserChatMessage(
                Part.CreateTextPart(text), Part.CreateFilePart(BinaryData.FromBytes(pdf), "application/pdf", "a.pdf"));
    }
}
