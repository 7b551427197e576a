using System.Collections;

namespace MiniMaxClient.Bulk;

/// <summary>A synchronous input as an asynchronous one, with the number of its requests if it is known.</summary>
internal sealed class BulkInput(IEnumerable<ChatCompletionRequest> requests) : IAsyncEnumerable<ChatCompletionRequest>
{
    /// <summary>Gets the number of requests without enumerating them; null if it is unknown.</summary>
    public long? GetCount() => requests switch
    {
#if NET
        _ when requests.TryGetNonEnumeratedCount(out int count) => count,
#endif
        ICollection<ChatCompletionRequest> collection => collection.Count,
        IReadOnlyCollection<ChatCompletionRequest> collection => collection.Count,
        ICollection collection => collection.Count,
        _ => null,
    };

    public async IAsyncEnumerator<ChatCompletionRequest> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        foreach (ChatCompletionRequest request in requests)
            yield return request;
    }
}
