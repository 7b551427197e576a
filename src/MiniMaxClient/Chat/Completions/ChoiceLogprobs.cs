namespace MiniMaxClient;

/// <summary>The log probabilities of the tokens of a choice.</summary>
[GeneratedJson]
public sealed partial record ChoiceLogprobs : SchemaObject
{
    /// <summary>The log probabilities of the content tokens.</summary>
    public IReadOnlyList<TokenLogprob>? Content { get; init; }

    /// <summary>The log probabilities of the refusal tokens.</summary>
    public IReadOnlyList<TokenLogprob>? Refusal { get; init; }
}

/// <summary>A token and its log probability.</summary>
[GeneratedJson]
public sealed partial record TokenLogprob : SchemaObject
{
    /// <summary>The text of the token.</summary>
    public string? Token { get; init; }

    /// <summary>The natural logarithm of the probability.</summary>
    public double? Logprob { get; init; }

    /// <summary>The UTF-8 bytes of the token; a character can be split across several tokens.</summary>
    public IReadOnlyList<int>? Bytes { get; init; }

    /// <summary>The most likely tokens at this position, most likely first; null for an entry of such a list.</summary>
    public IReadOnlyList<TokenLogprob>? TopLogprobs { get; init; }
}
