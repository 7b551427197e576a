namespace MiniMaxClient;

/// <summary>The log probabilities of a choice's tokens.</summary>
[GeneratedJson]
public sealed partial record ChoiceLogprobs : SchemaObject
{
    /// <summary>Of the tokens of the content.</summary>
    public IReadOnlyList<TokenLogprob>? Content { get; init; }

    /// <summary>Of the tokens of the refusal.</summary>
    public IReadOnlyList<TokenLogprob>? Refusal { get; init; }
}

/// <summary>A token and how likely the model held it.</summary>
[GeneratedJson]
public sealed partial record TokenLogprob : SchemaObject
{
    /// <summary>The token as text.</summary>
    public string? Token { get; init; }

    /// <summary>The natural logarithm of the probability.</summary>
    public double? Logprob { get; init; }

    /// <summary>The token's UTF-8 bytes; a character may be spread over several tokens.</summary>
    public IReadOnlyList<int>? Bytes { get; init; }

    /// <summary>The likeliest tokens at this place, likeliest first; null for an entry of such a list.</summary>
    public IReadOnlyList<TokenLogprob>? TopLogprobs { get; init; }
}
