using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A request for an answer: one immutable value that every provider's adapter can send.</summary>
/// <remarks>
/// The field <c>stream</c> is not here: the method that is called decides. A field that the provider does not take is refused
/// before anything is sent. What no property names goes into <see cref="SchemaObject.AdditionalProperties"/>.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatCompletionRequest>))]
public sealed record ChatCompletionRequest : SchemaObject
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
    public RequestOptions? Options { get; init; }

    internal static ChatCompletionRequest? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? model = null, reasoningEffort = null, serviceTier = null, user = null;
        IReadOnlyList<ChatMessage>? messages = null;
        int? maxTokens = null, maxCompletionTokens = null, topK = null, n = null, topLogprobs = null;
        double? temperature = null, topP = null, presencePenalty = null, frequencyPenalty = null, repetitionPenalty = null;
        IReadOnlyList<string>? stop = null;
        long? seed = null;
        IReadOnlyDictionary<string, double>? logitBias = null;
        bool? stream = null, logprobs = null, parallelToolCalls = null;
        bool? normalizeToolSchemas = null, reasoningSplit = null, maskSensitiveInfo = null;
        IReadOnlyList<Tool>? tools = null;
        ToolChoice? toolChoice = null;
        ResponseFormat? responseFormat = null;
        Prediction? prediction = null;
        Thinking? thinking = null;
        StreamOptions? streamOptions = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "model"u8, ref model)
                || rest.Boolean(ref json, "stream"u8, ref stream)
                || rest.Array(ref json, "messages"u8, ref messages, ChatMessage.Read)
                || rest.Int32(ref json, "max_tokens"u8, ref maxTokens)
                || rest.Int32(ref json, "max_completion_tokens"u8, ref maxCompletionTokens)
                || rest.Double(ref json, "temperature"u8, ref temperature)
                || rest.Double(ref json, "top_p"u8, ref topP)
                || rest.Int32(ref json, "top_k"u8, ref topK)
                || rest.Int32(ref json, "n"u8, ref n)
                || rest.Value(ref json, "stop"u8, ref stop, JsonLists.Strings)
                || rest.Int64(ref json, "seed"u8, ref seed)
                || rest.Double(ref json, "presence_penalty"u8, ref presencePenalty)
                || rest.Double(ref json, "frequency_penalty"u8, ref frequencyPenalty)
                || rest.Double(ref json, "repetition_penalty"u8, ref repetitionPenalty)
                || rest.Value(ref json, "logit_bias"u8, ref logitBias, JsonLists.Numbers)
                || rest.Boolean(ref json, "logprobs"u8, ref logprobs)
                || rest.Int32(ref json, "top_logprobs"u8, ref topLogprobs)
                || rest.Array(ref json, "tools"u8, ref tools, Tool.Read)
                || rest.Value(ref json, "tool_choice"u8, ref toolChoice, MiniMaxClient.ToolChoice.Read)
                || rest.Boolean(ref json, "parallel_tool_calls"u8, ref parallelToolCalls)
                || rest.Boolean(ref json, "normalize_tool_schemas"u8, ref normalizeToolSchemas)
                || rest.Value(ref json, "response_format"u8, ref responseFormat, MiniMaxClient.ResponseFormat.Read)
                || rest.Value(ref json, "prediction"u8, ref prediction, MiniMaxClient.Prediction.Read)
                || rest.String(ref json, "reasoning_effort"u8, ref reasoningEffort)
                || rest.Value(ref json, "thinking"u8, ref thinking, MiniMaxClient.Thinking.Read)
                || rest.Boolean(ref json, "reasoning_split"u8, ref reasoningSplit)
                || rest.Value(ref json, "stream_options"u8, ref streamOptions, MiniMaxClient.StreamOptions.Read)
                || rest.String(ref json, "service_tier"u8, ref serviceTier)
                || rest.Boolean(ref json, "mask_sensitive_info"u8, ref maskSensitiveInfo)
                || rest.String(ref json, "user"u8, ref user)))
                rest.Keep(ref json);
        }

        return new ChatCompletionRequest
        {
            Model = model ?? "",
            Messages = messages ?? [],
            MaxTokens = maxTokens,
            MaxCompletionTokens = maxCompletionTokens,
            Temperature = temperature,
            TopP = topP,
            TopK = topK,
            N = n,
            Stop = stop,
            Seed = seed,
            PresencePenalty = presencePenalty,
            FrequencyPenalty = frequencyPenalty,
            RepetitionPenalty = repetitionPenalty,
            LogitBias = logitBias,
            Logprobs = logprobs,
            TopLogprobs = topLogprobs,
            Tools = tools,
            ToolChoice = toolChoice,
            ParallelToolCalls = parallelToolCalls,
            NormalizeToolSchemas = normalizeToolSchemas,
            ResponseFormat = responseFormat,
            Prediction = prediction,
            ReasoningEffort = MiniMaxClient.ReasoningEffort.From(reasoningEffort),
            Thinking = thinking,
            ReasoningSplit = reasoningSplit,
            StreamOptions = streamOptions,
            ServiceTier = MiniMaxClient.ServiceTier.From(serviceTier),
            MaskSensitiveInfo = maskSensitiveInfo,
            User = user,
            AdditionalProperties = rest.Kept,
        };
    }

    /// <summary>Writes all fields.</summary>
    /// <param name="json">Where they go.</param>
    /// <param name="modelName">The provider's name of the field for the model.</param>
    /// <param name="nullContent">
    /// Whether calls without content are written with <c>content: null</c>; null for a request that is serialized, not sent.
    /// </param>
    internal void WriteFields(ObjectWriter json, ReadOnlySpan<byte> modelName, bool? nullContent = null)
    {
        json.Property(modelName, Model);
        json.Property("messages"u8, Messages, nullContent);
        json.Property("max_tokens"u8, MaxTokens);
        json.Property("max_completion_tokens"u8, MaxCompletionTokens);
        json.Property("temperature"u8, Temperature);
        json.Property("top_p"u8, TopP);
        json.Property("top_k"u8, TopK);
        json.Property("n"u8, N);
        json.Property("stop"u8, Stop);
        json.Property("seed"u8, Seed);
        json.Property("presence_penalty"u8, PresencePenalty);
        json.Property("frequency_penalty"u8, FrequencyPenalty);
        json.Property("repetition_penalty"u8, RepetitionPenalty);
        json.Property("logit_bias"u8, LogitBias);
        json.Property("logprobs"u8, Logprobs);
        json.Property("top_logprobs"u8, TopLogprobs);
        json.Property("tools"u8, Tools);
        json.Property("tool_choice"u8, ToolChoice);
        json.Property("parallel_tool_calls"u8, ParallelToolCalls);
        json.Property("normalize_tool_schemas"u8, NormalizeToolSchemas);
        json.Property("response_format"u8, ResponseFormat);
        json.Property("prediction"u8, Prediction);
        json.Property("reasoning_effort"u8, ReasoningEffort?.Value);
        json.Property("thinking"u8, Thinking);
        json.Property("reasoning_split"u8, ReasoningSplit);
        json.Property("stream_options"u8, StreamOptions);
        json.Property("service_tier"u8, ServiceTier?.Value);
        json.Property("mask_sensitive_info"u8, MaskSensitiveInfo);
        json.Property("user"u8, User);
    }

    private protected override void WriteProperties(ObjectWriter json) => WriteFields(json, "model"u8);
}
