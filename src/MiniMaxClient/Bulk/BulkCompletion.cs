namespace MiniMaxClient.Bulk;

/// <summary>A request whose first response is its result.</summary>
/// <param name="request">The request from the input.</param>
internal sealed class BulkCompletion(ChatCompletionRequest request) : IBulkOperation<BulkResult>
{
    private ChatCompletion? _completion;

    public IReadOnlyList<ChatCompletion> Responses => _completion is null ? [] : [_completion];

    public ChatCompletionRequest GetNextRequest() => request;

    public (bool IsComplete, MiniMaxException? Error) AddResponse(ChatCompletion completion)
    {
        _completion = completion;
        return (true, null);
    }

    public bool TryReplaceRequest(MiniMaxException error) => false;

    public BulkResult CreateResult(long index, MiniMaxException? error, int requeues) =>
        new() { Index = index, Request = request, Completion = _completion, Error = error, Requeues = requeues };
}
