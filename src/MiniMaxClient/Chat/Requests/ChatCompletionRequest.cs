using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A chat completion request: an immutable value that is valid for all providers.</summary>
/// <remarks>
/// The field <c>stream</c> is set by the method that is called. Fields that the provider does not support are rejected before the
/// request is sent. Use <see cref="SchemaObject.AdditionalProperties"/> for fields without a property.
/// </remarks>
[GeneratedJson(Ignored = "stream")]
public sealed partial record ChatCompletionRequest : SchemaObject
{
    /// <summary>Initializes a new instance of the <see cref="ChatCompletionRequest"/> class.</summary>
    public ChatCompletionRequest()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChatCompletionRequest"/> class.</summary>
    /// <param name="model">The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id.</param>
    /// <param name="messages">The conversation so far; copied.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="model"/> or <paramref name="messages"/> is null.
    /// </exception>
    [SetsRequiredMembers]
    public ChatCompletionRequest(string model, IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(messages);
        Model = model;
        Messages = [.. messages];
    }

    /// <summary>The model: a canonical id of <see cref="MiniMaxModels"/>, or an id of the provider.</summary>
    /// <value>Default: empty, which is the default model of the client; without one, the request is invalid.</value>
    public string Model { get; init; } = "";

    /// <summary>The conversation so far; at least one message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>
    /// The maximum number of completion tokens, including reasoning tokens; at least 1. Default: the provider's. MiniMax models
    /// use many reasoning tokens, so a low limit can be reached during reasoning.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>The newer name of <see cref="MaxTokens"/> in MiniMax's own API; at least 1.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>The sampling temperature: 0 to 2, and 0 to 1 for M1 and M2 on AIML API; MiniMax recommends 1.</summary>
    public double? Temperature { get; init; }

    /// <summary>The probability mass for nucleus sampling: above 0, up to 1; MiniMax recommends 0.95.</summary>
    public double? TopP { get; init; }

    /// <summary>The number of most likely tokens to sample from; at least 1; MiniMax recommends 40.</summary>
    public int? TopK { get; init; }

    /// <summary>The number of choices to generate: 1 to 10 on ModelsLab; MiniMax itself supports only 1.</summary>
    public int? N { get; init; }

    /// <summary>The stop sequences; at most 4. MiniMax was measured to ignore them.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>The seed for repeatable sampling (best effort); at least 1 on AIML API.</summary>
    public long? Seed { get; init; }

    /// <summary>The presence penalty, which increases the likelihood of new topics: -2 to 2. Default: 0.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>The frequency penalty, which reduces the likelihood of repetition: -2 to 2. Default: 0.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>The repetition penalty, a factor that reduces the likelihood of repetition: 0.1 to 2; ModelsLab only.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>The bias that is added to the likelihood of individual tokens, by token id: -100 to 100.</summary>
    public IReadOnlyDictionary<string, double>? LogitBias { get; init; }

    /// <summary>Whether the response includes log probabilities.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>The number of most likely tokens to return at each position: 0 to 20; requires <see cref="Logprobs"/>.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>The tools that the model may call; at most 128.</summary>
    public IReadOnlyList<Tool>? Tools { get; init; }

    /// <summary>The tools that the model may or must call.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether the model may call several tools in parallel.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Whether AIML API adapts tool schemas to the model; MiniMax-M3 only.</summary>
    public bool? NormalizeToolSchemas { get; init; }

    /// <summary>The required format of the response.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>The predicted content, most of which the response repeats.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>The reasoning effort. Default: the model's; <c>max</c> for M3.1-Flash.</summary>
    public ReasoningEffort? ReasoningEffort { get; init; }

    /// <summary>Whether the model uses reasoning, in MiniMax's own format.</summary>
    public Thinking? Thinking { get; init; }

    /// <summary>Whether MiniMax returns the reasoning in <c>reasoning_details</c> instead of the content.</summary>
    public bool? ReasoningSplit { get; init; }

    /// <summary>The options for a stream. Default: include the usage, if the provider documents the field.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>The service tier for the request; MiniMax itself supports <c>standard</c> and <c>priority</c>.</summary>
    public ServiceTier? ServiceTier { get; init; }

    /// <summary>Whether MiniMax masks personal data in the response; older models on AIML API. Default: false.</summary>
    public bool? MaskSensitiveInfo { get; init; }

    /// <summary>The id of the end user.</summary>
    public string? User { get; init; }

    /// <summary>The options of this call that are not part of the request body; never serialized.</summary>
    [JsonIgnore]
    public RequestOptions? Options { get; init; }

    /// <summary>Describes the request: the model, the number of messages, the settings that are set, the last message.</summary>
    internal override string ToDisplayText()
    {
        const int MaxSettingLength = 60;
        const int MaxSettingsLength = 300;
        const int MaxBytes = 1000;
        var text = new StringBuilder(Model.Length > 0 ? DisplayText.Shorten(Model, MaxSettingLength) : "default model");
        text.Append(", ").Append(DisplayText.Count(Messages.Count, "message"));
        if (Tools is { Count: > 0 } tools)
            text.Append(", ").Append(DisplayText.Count(tools.Count, "tool"));
        ChatCompletionRequest settings = this with { Messages = [], Tools = null };
        string json = settings.ToDisplayJson();
        foreach (JsonProperty setting in JsonElement.Parse(json).EnumerateObject())
        {
            if (setting.Name is "model" or "messages")
                continue;
            if (text.Length > MaxSettingsLength)
            {
                text.Append(", …");
                break;
            }

            string value = DisplayText.Shorten(setting.Value.ToString(), MaxSettingLength);
            text.Append(", ").Append(DisplayText.Shorten(setting.Name, MaxSettingLength)).Append(": ").Append(value);
        }

        if (Options?.ToString() is { Length: > 0 } options)
            text.Append(", options: ").Append(options);
        if (Messages.Count > 0)
            text.Append("; ").Append(Messages[Messages.Count - 1].ToDebuggerText());
        return DisplayText.ShortenToBytes(text.ToString(), MaxBytes);
    }

    /// <inheritdoc/>
    internal override string ToDebuggerText() => ToDisplayText();

    /// <summary>Whether the request sets the service tier <c>priority</c>, also as an additional property.</summary>
    internal bool IsPriorityRequested =>
        AdditionalPropertiesOrNull?.TryGetValue("service_tier", out JsonElement tier) == true
            ? tier.ValueKind == JsonValueKind.String
                && new ServiceTier(tier.GetString()!) == MiniMaxClient.ServiceTier.Priority
            : ServiceTier == MiniMaxClient.ServiceTier.Priority;
}
