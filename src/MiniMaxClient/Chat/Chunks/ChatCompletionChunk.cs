using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of an answer that is being streamed.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatCompletionChunk>))]
public sealed record ChatCompletionChunk : SchemaObject
{
    private readonly IReadOnlyList<ChatChunkChoice>? _choices;

    /// <summary>The provider's id of the answer: 32 hex digits from MiniMax.</summary>
    public string? Id { get; init; }

    /// <summary>What the chunk adds, for each choice that it touches; empty on a chunk that carries only usage or cost.</summary>
    public IReadOnlyList<ChatChunkChoice> Choices
    {
        get => _choices ?? [];
        init => _choices = value;
    }

    /// <summary>When the answer was made, in seconds since 1970.</summary>
    public long? Created { get; init; }

    /// <summary>The model that answered, by the upstream's name: not the id that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The kind of object: <c>chat.completion.chunk</c>.</summary>
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

    /// <summary>What the chunk adds to the visible text of the first choice; empty when nothing.</summary>
    public string Text => First?.Delta?.Text ?? "";

    /// <summary>What the chunk adds to the thinking of the first choice; empty when nothing.</summary>
    public string Reasoning => First?.Delta?.Reasoning ?? "";

    /// <summary>Why the model stopped, of the first choice; null until it does.</summary>
    public FinishReason? FinishReason => First?.FinishReason;

    /// <summary>How the call goes, one object for the whole stream; null on a chunk that no client made.</summary>
    public CallInfo? Call { get; internal set; }

    /// <summary>Whether the chunk has something of the answer, and not only its frame.</summary>
    internal bool HasToken
    {
        get
        {
            foreach (ChatChunkChoice choice in Choices)
            {
                if (choice.FinishReason is { Value.Length: > 0 }
                    || choice.Delta is { Content.Length: > 0 } or { Reasoning.Length: > 0 } or { ToolCalls.Count: > 0 })
                    return true;
            }

            return false;
        }
    }

    /// <summary>A whole answer as the one chunk of its stream.</summary>
    internal static ChatCompletionChunk FromCompletion(ChatCompletion completion) => new()
    {
        Id = completion.Id,
        Choices = completion.Choices.Select(static choice => ChatChunkChoice.FromChoice(choice)).ToArray(),
        Created = completion.Created,
        Model = completion.Model,
        Object = "chat.completion.chunk",
        Usage = completion.Usage,
        ServiceTier = completion.ServiceTier,
        SystemFingerprint = completion.SystemFingerprint,
        InputSensitive = completion.InputSensitive,
        OutputSensitive = completion.OutputSensitive,
        InputSensitiveType = completion.InputSensitiveType,
        OutputSensitiveType = completion.OutputSensitiveType,
        OutputSensitiveInt = completion.OutputSensitiveInt,
        BaseResp = completion.BaseResp,
        Meta = completion.Meta,
        AdditionalProperties = completion.AdditionalProperties,
    };

    private ChatChunkChoice? First
    {
        get
        {
            foreach (ChatChunkChoice choice in Choices)
            {
                if (choice.Index is null or 0)
                    return choice;
            }

            return null;
        }
    }

    internal static ChatCompletionChunk? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? id = null, model = null, objectName = null, serviceTier = null, systemFingerprint = null;
        IReadOnlyList<ChatChunkChoice>? choices = null;
        long? created = null;
        Usage? usage = null;
        bool? inputSensitive = null, outputSensitive = null;
        int? inputSensitiveType = null, outputSensitiveType = null, outputSensitiveInt = null;
        BaseResponse? baseResp = null;
        CompletionMeta? meta = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "id"u8, ref id)
                || rest.Array(ref json, "choices"u8, ref choices, ChatChunkChoice.Read)
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

        return new ChatCompletionChunk
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
