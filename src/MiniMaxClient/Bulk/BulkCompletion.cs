namespace MiniMaxClient.Bulk;

/// <summary>A request whose first response is its result.</summary>
/// <param name="request">The request from the input.</param>
internal sealed class BulkCompletion(ChatCompletionRequest request) : IBulkOperation<BulkResult>
{
    private ChatCompletion? _response;

    public IReadOnlyList<ChatCompletion> Responses => _response is null ? [] : [_response];

    public ChatCompletionRequest GetNextRequest() => request;

    public (bool IsComplete, MiniMaxException? Error) AddResponse(ChatCompletion completion)
    {
        _response = completion;
        return (true, null);
    }

    public bool TryReplaceRequest(MiniMaxException error) => false;

    public BulkResult CreateResult(long index, MiniMaxException? error, int requeues)
    {
        var result = new BulkResult
        {
            Index = index, Request = request, Completion = _response, Error = error, Requeues = requeues,
        };
        _response ??= error?.Partial;
        return result;
    }
}
