namespace MiniMaxClient.Agents;

/// <summary>The responses of one call for structured output, up to the first one that matches.</summary>
/// <typeparam name="T">The type of the structured output.</typeparam>
/// <param name="output">The structured output, with the request to send next.</param>
/// <param name="options">The options.</param>
internal sealed class StructuredOutputCall<T>(StructuredOutput<T> output, StructuredOutputOptions options)
{
    private readonly List<ChatCompletion> _responses = [];

    /// <summary>The responses received so far; structured output that was received as a tool call is also their text.</summary>
    public IReadOnlyList<ChatCompletion> Responses => _responses;

    /// <summary>The last response; null if there is none.</summary>
    public ChatCompletion? LastResponse => _responses.Count > 0 ? _responses[_responses.Count - 1] : null;

    /// <summary>The value of the last response, if it matches.</summary>
    public T? Value { get; private set; }

    /// <summary>The request to send next, and its mode.</summary>
    public StructuredOutputRequest Request => output.Request;

    /// <summary>Adds a response; returns true if it matches, and false if the next request is a correction.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">The response does not match, and no correction is sent.</exception>
    public bool AddResponse(ChatCompletion completion)
    {
        ChatCompletion response = output.CopyOutputToText(completion);
        _responses.Add(response);
        output.Request.MarkFormatAccepted();
        options.OnResponse?.Invoke(response);
        StructuredOutputReadResult<T> result = output.ParseCompletion(completion);
        if (result.ErrorMessage is null)
        {
            Value = result.Value;
            return true;
        }

        int corrections = _responses.Count - 1;
        if (corrections >= options.MaxCorrections || !StructuredOutput<T>.CanBeCorrected(completion, result))
            throw output.CreateMismatchException(response, result, corrections);
        output.AddCorrection(completion, result.ErrorMessage);
        return false;
    }

    /// <summary>Adds the last response to the exception of a later request, because it is paid for.</summary>
    public void SetPartial(MiniMaxException error)
    {
        if (LastResponse is { } last)
            error.SetPartial(last);
    }
}
