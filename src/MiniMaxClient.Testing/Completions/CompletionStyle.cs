namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents the traits of a completion that depend on the model and the provider.</summary>
/// <param name="Model">The model name that the response has.</param>
internal sealed record CompletionStyle(string Model)
{
    /// <summary>Gets whether a generated completion has thinking.</summary>
    public bool IsThinking { get; init; } = true;

    /// <summary>Gets whether thinking is in separate fields instead of the content.</summary>
    public bool IsThinkingSeparate { get; init; }

    /// <summary>Gets whether separate thinking is also in <c>reasoning_details</c>.</summary>
    public bool HasReasoningDetails { get; init; }

    /// <summary>Gets the number of steps that the effort adds to generated thinking.</summary>
    public int AdditionalThinkingSteps { get; init; }
}
