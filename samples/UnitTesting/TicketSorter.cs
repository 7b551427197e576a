using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>The app's own class: it has the client injected and knows nothing of providers, keys or sockets.</summary>
public sealed class TicketSorter(IChatCompletionsClient client)
{
    /// <summary>Tells where a ticket goes; to a human when the model is out of reach.</summary>
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

    /// <summary>Drafts an answer to a ticket, piece by piece.</summary>
    public async IAsyncEnumerable<string> DraftAsync(
        string ticket, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest request = CreateRequest("Draft a short, friendly answer to the ticket.", ticket);
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
        {
            if (chunk.Text.Length > 0)
                yield return chunk.Text;
        }
    }

    private static ChatCompletionRequest CreateRequest(string task, string ticket) => new()
    {
        Model = MiniMaxModels.M2_7,
        Messages = [ChatMessage.System(task), ChatMessage.User(ticket)],
    };
}
