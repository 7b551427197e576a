using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A request for an answer: one immutable value that every provider's adapter can send.</summary>
/// <remarks>
/// The field <c>stream</c> is not here: the method that is called decides. A field that the provider does not take is refused
/// before anything is sent. What no property names goes into <see cref="SchemaObject.AdditionalProperties"/>.
/// </remarks>
[GeneratedJson(Ignored = "stream")]
public sealed partial record ChatCompletionRequest : SchemaObject
{
    /// <summary>The model: a canonical id of <see cref="MiniMaxModels"/>, or the provider's own.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation so far; at least one message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>
    /// The limit on tokens of the answer, thinking included; at least 1. Default: the provider's; MiniMax thinks long, so a
    /// small limit ends inside the thinking.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>MiniMax's own newer name of <see cref="MaxTokens"/>; at least 1.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>How freely tokens are sampled: 0 to 2, and 0 to 1 for M1 and M2 on AIML API; MiniMax recommends 1.</summary>
    public double? Temperature { get; init; }

    /// <summary>The probability mass that tokens are sampled from: above 0, up to 1; MiniMax recommends 0.95.</summary>
    public double? TopP { get; init; }

    /// <summary>How many of the likeliest tokens are sampled from; at least 1; MiniMax recommends 40.</summary>
    public int? TopK { get; init; }

    /// <summary>How many answers to give: 1 to 10 on ModelsLab; MiniMax itself gives only 1.</summary>
    public int? N { get; init; }

    /// <summary>Texts at which the answer ends; at most 4. MiniMax was measured to ignore them.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed for repeatable sampling, best effort; at least 1 on AIML API.</summary>
    public long? Seed { get; init; }

    /// <summary>Raises the chance of new topics: -2 to 2, default 0.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Lowers the chance of repetition: -2 to 2, default 0.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Lowers the chance of repetition, by a factor: 0.1 to 2; ModelsLab only.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>What is added to the chance of single tokens, by token id: -100 to 100.</summary>
    public IReadOnlyDictionary<string, double>? LogitBias { get; init; }

    /// <summary>Whether the answer carries log probabilities.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many of the likeliest tokens are listed at each place: 0 to 20; needs <see cref="Logprobs"/>.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>The tools that the model may call; at most 128.</summary>
    public IReadOnlyList<Tool>? Tools { get; init; }

    /// <summary>Which tools the model may or must call.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether the model may call several tools at once.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Whether AIML API adapts tool schemas to the model; MiniMax-M3 only.</summary>
    public bool? NormalizeToolSchemas { get; init; }

    /// <summary>The form that the answer must have.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Text that the answer will largely repeat.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>How much the model may think.</summary>
    public ReasoningEffort? ReasoningEffort { get; init; }

    /// <summary>Whether the model may think, in MiniMax's own form.</summary>
    public Thinking? Thinking { get; init; }

    /// <summary>Whether MiniMax puts the thinking into <c>reasoning_details</c> instead of the content.</summary>
    public bool? ReasoningSplit { get; init; }

    /// <summary>What a stream is to carry. Default: the usage, where the provider documents the field.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>The tier that is to serve the request; MiniMax itself takes <c>standard</c> or <c>priority</c>.</summary>
    public ServiceTier? ServiceTier { get; init; }

    /// <summary>Whether MiniMax masks personal data in the answer; older models on AIML API, default false.</summary>
    public bool? MaskSensitiveInfo { get; init; }

    /// <summary>An id of the end user.</summary>
    public string? User { get; init; }

    /// <summary>Settings of this one call that are not part of the body; never serialized.</summary>
    [JsonIgnore]
    public RequestOptions? Options { get; init; }
}
