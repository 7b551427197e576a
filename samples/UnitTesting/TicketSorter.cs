using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>The class under test, whose client is injected: it does not depend on providers, API keys and sockets.</summary>
public sealed class TicketSorter(IChatCompletionsClient client)
{
    /// <summary>Determines the queue of a ticket; "human" if the model is unavailable.</summary>
    public async Task<TicketLabel> SortAsync(string ticket, CancellationToken cancellationToken = default)
    {
        try
        {
            ChatCompletionRequest request = CreateRequest("Sort the ticket into the queue billing, bug or other.", ticket);
            return await client.CompleteAsync(request, TicketJson.Default.TicketLabel, cancellationToken: cancellationToken);
        }
        catch (MiniMaxException e) when (e.IsTransient)
        {
            return new TicketLabel("human");
        }
    }

    /// <summary>Streams the draft of a reply to a ticket.</summary>
    public async IAsyncEnumerable<string> DraftAsync(
        string ticket, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest request = CreateRequest("Draft a short, friendly reply to the ticket.", ticket);
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
        {
            if (chunk.Text.Length > 0)
                yield return chunk.Text;
        }
    }

    private static ChatCompletionRequest CreateRequest(string task, string ticket) => new()
    {
        Model = MiniMaxModels.M3_1_Flash,
        Messages = [ChatMessage.System(task), ChatMessage.User(ticket)],
    };
}
