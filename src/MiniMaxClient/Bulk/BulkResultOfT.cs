using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The result of one of the bulk requests: a value parsed from a response, or an exception.</summary>
/// <typeparam name="T">The type of the structured output.</typeparam>
public sealed record BulkResult<T>
{
    private readonly T? _value;

    /// <summary>The index of the request in the input, starting at 0.</summary>
    public required long Index { get; init; }

    /// <summary>The request from the input.</summary>
    public required ChatCompletionRequest Request { get; init; }

    /// <summary>Whether there is a value, and no <see cref="Error"/>.</summary>
    public bool HasValue { get; private init; }

    /// <summary>The value parsed from the response.</summary>
    /// <remarks>Not part of the record's JSON, which has the response.</remarks>
    /// <exception cref="InvalidOperationException">There is no value; the message has that of the error.</exception>
    [JsonIgnore]
    public T Value
    {
        get => HasValue
            ? _value!
            : throw new InvalidOperationException(
                $"The request at index {Index} has no value; check HasValue. {DescribeError()}", Error);
        init
        {
            _value = value;
            HasValue = true;
        }
    }

    /// <summary>The last response, even if it does not match; null if there is none.</summary>
    public ChatCompletion? Completion { get; init; }

    /// <summary>The token usage of all responses, corrected and failed ones included; null if a response has none.</summary>
    public Usage? Usage { get; init; }

    /// <summary>
    /// The cost of all responses, corrected and failed ones included; null if the cost of a response is unknown.
    /// </summary>
    public Cost? Cost { get; init; }

    /// <summary>
    /// The exception; null if there is a value. Its <see cref="MiniMaxException.Partial"/> is the last response, which is billed.
    /// </summary>
    /// <remarks>
    /// <see cref="MiniMaxInvalidResponseException"/> if no response matches the type. Not part of the record's JSON.
    /// </remarks>
    [JsonIgnore]
    public MiniMaxException? Error { get; init; }

    /// <summary>The number of times that a request was sent again after a rate-limit rejection.</summary>
    public int Requeues { get; init; }

    /// <summary>Returns the index and the value, or the index and the error.</summary>
    public override string ToString() =>
        DisplayText.Shorten(HasValue ? $"{Index}: {_value}" : $"{Index}: No value. {DescribeError()}");

    private string DescribeError() => Error is null ? "There is no response." : $"{Error.GetType().Name}: {Error.Message}";
}
