namespace MiniMaxClient;

/// <summary>The value of a call for structured output, with its response, usage and cost.</summary>
/// <typeparam name="T">The type of the structured output.</typeparam>
public sealed record StructuredCompletion<T>
{
    /// <summary>The value parsed from the response.</summary>
    public required T Value { get; init; }

    /// <summary>The response that matches the type.</summary>
    public required ChatCompletion Completion { get; init; }

    /// <summary>The token usage of all responses, corrected ones included; null if a response has none.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The cost of all responses, corrected ones included; null if the cost of a response is unknown.</summary>
    public Cost? Cost { get; init; }

    /// <summary>The number of corrections: responses that did not match before this one.</summary>
    public int Corrections { get; init; }

    /// <summary>Returns the value as text.</summary>
    public override string ToString() => $"{Value}";
}
