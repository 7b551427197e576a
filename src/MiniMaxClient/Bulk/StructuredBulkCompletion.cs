using MiniMaxClient.Agents;

namespace MiniMaxClient.Bulk;

/// <summary>A request whose response is parsed as a type, and corrected if it does not match.</summary>
/// <typeparam name="T">The type of the structured output.</typeparam>
/// <param name="request">The request from the input.</param>
/// <param name="factory">The factory of the run.</param>
/// <param name="options">The options of the structured output.</param>
internal sealed class StructuredBulkCompletion<T>(
    ChatCompletionRequest request, StructuredOutputFactory<T> factory, StructuredOutputOptions options)
    : IBulkOperation<BulkResult<T>>
{
    private StructuredOutputCall<T>? _call;
    private StructuredOutputMode _rejectedMode;

    public IReadOnlyList<ChatCompletion> Responses { get; private set; } = [];

    // Created when it is sent, so that its mode is none that the run has seen rejected.
    public ChatCompletionRequest GetNextRequest() =>
        (_call ??= new(factory.Create(request), options)).Request.CurrentRequest;

    public (bool IsComplete, MiniMaxException? Error) AddResponse(ChatCompletion completion)
    {
        if (_rejectedMode != StructuredOutputMode.Auto)
            factory.RecordRejectedMode(request, _rejectedMode);
        try
        {
            return (_call!.AddResponse(completion), null);
        }
        catch (MiniMaxException e)
        {
            return (true, e);
        }
    }

    public bool TryReplaceRequest(MiniMaxException error)
    {
        if (_call is null)
            return false;
        StructuredOutputMode mode = _call.Request.Mode;
        if (!_call.Request.TryFallBack(error))
            return false;
        _rejectedMode = mode;
        return true;
    }

    public BulkResult<T> CreateResult(long index, MiniMaxException? error, int requeues)
    {
        Responses = _call?.Responses ?? [];
        // The response of a failed call, such as a filtered one, is billed too.
        if (error?.Partial is { } partial && !ReferenceEquals(partial, _call?.LastResponse))
            Responses = [.. Responses, partial];
        if (error is not null)
            _call?.SetPartial(error);
        var result = new BulkResult<T>
        {
            Index = index,
            Request = request,
            Completion = error?.Partial ?? _call?.LastResponse,
            Usage = CompletionTotals.SumUsage(Responses),
            Cost = CompletionTotals.SumCost(Responses.Select(static response => response.Cost)),
            Error = error,
            Requeues = requeues,
        };
        return error is null ? result with { Value = _call!.Value! } : result;
    }
}
