namespace MiniMaxClient.Bulk;

/// <summary>One request of a bulk run, with the further requests that its result needs.</summary>
/// <remarks>The run calls the members of an operation one after the other, while no call of the operation is running.</remarks>
/// <typeparam name="TResult">The type of the result.</typeparam>
internal interface IBulkOperation<out TResult>
{
    /// <summary>The responses, once the result is created; also the one of its error, which is billed too.</summary>
    IReadOnlyList<ChatCompletion> Responses { get; }

    /// <summary>Returns the request to send next; the same one after a rate-limit rejection.</summary>
    ChatCompletionRequest GetNextRequest();

    /// <summary>
    /// Adds the response to the last request; returns whether it was the last one, and the exception if it is invalid.
    /// </summary>
    (bool IsComplete, MiniMaxException? Error) AddResponse(ChatCompletion completion);

    /// <summary>Replaces the rejected request by another one; returns false if there is none.</summary>
    bool TryReplaceRequest(MiniMaxException error);

    /// <summary>Creates the result after the last response or error.</summary>
    TResult CreateResult(long index, MiniMaxException? error, int requeues);
}
