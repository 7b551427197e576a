using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>An answer, whole.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatCompletion>))]
public sealed record ChatCompletion : SchemaObject
{
    private readonly IReadOnlyList<ChatChoice>? _choices;

    /// <summary>The provider's id of the answer: 32 hex digits from MiniMax.</summary>
    public string? Id { get; init; }

    /// <summary>The answers; one unless the request asks for more.</summary>
    public IReadOnlyList<ChatChoice> Choices
    {
        get => _choices ?? [];
        init => _choices = value;
    }

    /// <summary>When the answer was made, in seconds since 1970.</summary>
    public long? Created { get; init; }

    /// <summary>The model that answered, by the upstream's name: not the id that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The kind of object: <c>chat.completion</c>.</summary>
    public string? Object { get; init; }

    /// <summary>The tokens that the call took.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The tier that served the call.</summary>
    public ServiceTier? ServiceTier { get; init; }

    /// <summary>The provider's mark of the configuration that answered.</summary>
    public string? SystemFingerprint { get; init; }

    /// <summary>Whether MiniMax found the prompt sensitive.</summary>
    public bool? InputSensitive { get; init; }

    /// <summary>Whether MiniMax found the answer sensitive.</summary>
    public bool? OutputSensitive { get; init; }

    /// <summary>
    /// What it found: 1 severe violation, 2 pornography, 3 advertising, 4 prohibited, 5 abuse, 6 violence, 7 other; 0
    /// nothing.
    /// </summary>
    public int? InputSensitiveType { get; init; }

    /// <summary>As <see cref="InputSensitiveType"/>, for the answer.</summary>
    public int? OutputSensitiveType { get; init; }

    /// <summary>MiniMax's number for the answer; 0 in every body seen, and nowhere explained.</summary>
    public int? OutputSensitiveInt { get; init; }

    /// <summary>MiniMax's own status.</summary>
    public BaseResponse? BaseResp { get; init; }

    /// <summary>What AIML API adds about the call.</summary>
    public CompletionMeta? Meta { get; init; }

    /// <summary>The first choice's message, to be put into the next request's history as it is.</summary>
    /// <exception cref="InvalidOperationException">There is no choice; the client never returns such a completion.</exception>
    public AssistantMessage Message =>
        Choices.Count > 0 ? Choices[0].Message : throw new InvalidOperationException("The completion has no choices.");

    /// <summary>The visible text of the first choice, without the thinking; empty when there is none.</summary>
    public string Text => Choices.Count > 0 ? Choices[0].Message.Text : "";

    /// <summary>The thinking of the first choice; empty when there is none.</summary>
    public string Reasoning => Choices.Count > 0 ? Choices[0].Message.Reasoning : "";

    /// <summary>Why the model stopped, of the first choice.</summary>
    public FinishReason? FinishReason => Choices.Count > 0 ? Choices[0].FinishReason : null;

    /// <summary>Whether the limit on tokens struck before any visible text or tool call: the model was still thinking.</summary>
    /// <remarks>A larger <see cref="ChatCompletionRequest.MaxTokens"/> mends it.</remarks>
    public bool WasCutWhileThinking =>
        FinishReason == MiniMaxClient.FinishReason.Length && string.IsNullOrWhiteSpace(Text)
        && Choices[0].Message.ToolCalls is null or { Count: 0 };

    /// <summary>What the call cost, and how that is known; null when nothing tells it.</summary>
    /// <remarks>
    /// Reported by the provider in US dollars, else from its credits, else estimated from <see cref="ModelPrices"/>. No price is
    /// compiled into this library.
    /// </remarks>
    public Cost? Cost => MiniMaxClient.Cost.Of(Meta, Call, Usage);

    /// <summary>How the call went; null on a completion that no client made.</summary>
    public CallInfo? Call { get; init; }

    internal static ChatCompletion? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? id = null, model = null, objectName = null, serviceTier = null, systemFingerprint = null;
        IReadOnlyList<ChatChoice>? choices = null;
        long? created = null;
        Usage? usage = null;
        bool? inputSensitive = null, outputSensitive = null;
        int? inputSensitiveType = null, outputSensitiveType = null, outputSensitiveInt = null;
        BaseResponse? baseResp = null;
        CompletionMeta? meta = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "id"u8, ref id)
                || rest.Array(ref json, "choices"u8, ref choices, ChatChoice.Read)
                || rest.Int64(ref json, "created"u8, ref created)
                || rest.String(ref json, "model"u8, ref model)
                || rest.String(ref json, "object"u8, ref objectName)
                || rest.Value(ref json, "usage"u8, ref usage, MiniMaxClient.Usage.Read)
                || rest.String(ref json, "service_tier"u8, ref serviceTier)
                || rest.String(ref json, "system_fingerprint"u8, ref systemFingerprint)
                || rest.Boolean(ref json, "input_sensitive"u8, ref inputSensitive)
                || rest.Boolean(ref json, "output_sensitive"u8, ref outputSensitive)
                || rest.Int32(ref json, "input_sensitive_type"u8, ref inputSensitiveType)
                || rest.Int32(ref json, "output_sensitive_type"u8, ref outputSensitiveType)
                || rest.Int32(ref json, "output_sensitive_int"u8, ref outputSensitiveInt)
                || rest.Value(ref json, "base_resp"u8, ref baseResp, BaseResponse.Read)
                || rest.Value(ref json, "meta"u8, ref meta, CompletionMeta.Read)))
                rest.Keep(ref json);
        }

        return new ChatCompletion
        {
            Id = id,
            Choices = choices!,
            Created = created,
            Model = model,
            Object = objectName,
            Usage = usage,
            ServiceTier = MiniMaxClient.ServiceTier.From(serviceTier),
            SystemFingerprint = systemFingerprint,
            InputSensitive = inputSensitive,
            OutputSensitive = outputSensitive,
            InputSensitiveType = inputSensitiveType,
            OutputSensitiveType = outputSensitiveType,
            OutputSensitiveInt = outputSensitiveInt,
            BaseResp = baseResp,
            Meta = meta,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("id"u8, Id);
        json.Property("choices"u8, _choices);
        json.Property("created"u8, Created);
        json.Property("model"u8, Model);
        json.Property("object"u8, Object);
        json.Property("usage"u8, Usage);
        json.Property("service_tier"u8, ServiceTier?.Value);
        json.Property("system_fingerprint"u8, SystemFingerprint);
        json.Property("input_sensitive"u8, InputSensitive);
        json.Property("output_sensitive"u8, OutputSensitive);
        json.Property("input_sensitive_type"u8, InputSensitiveType);
        json.Property("output_sensitive_type"u8, OutputSensitiveType);
        json.Property("output_sensitive_int"u8, OutputSensitiveInt);
        json.Property("base_resp"u8, BaseResp);
        json.Property("meta"u8, Meta);
    }
}
