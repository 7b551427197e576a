using System;
using System.Threading;
using System.Threading.Tasks;
using MiniMaxClient;

namespace Summaries;

/// <summary>Summarizes texts with any client.</summary>
public sealed class Summarizer
{
    private readonly IChatCompletionsClient _client;

    public Summarizer(IChatCompletionsClient client) => _client = client;

    public async Task<string> SummarizeAsync(string text, CancellationToken cancellationToken = default)
    {
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages = [ChatMessage.System("Summarize in one sentence."), ChatMessage.User(text)],
            ReasoningEffort = ReasoningEffort.Low,
        };
        ChatCompletion answer = await _client.CompleteAsync(request, cancellationToken);
        return answer.Text;
    }

    public async Task StreamAsync(string text, Action<string> write, CancellationToken cancellationToken = default)
    {
        string prompt = "Summarize: " + text;
        await foreach (ChatCompletionChunk chunk in _client.StreamAsync(prompt, MiniMaxModels.M3_1_Flash, cancellationToken))
            write(chunk.Text);
    }
}
