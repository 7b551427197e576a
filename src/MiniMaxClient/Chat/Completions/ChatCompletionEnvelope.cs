using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a provider says around the choices of an answer, on a whole one and on each chunk of a stream.</summary>
/// <remarks>It is no form of its own: serialize the answer or the chunk by its own type.</remarks>
[GeneratedJson]
public abstract partial record ChatCompletionEnvelope : SchemaObject
{
    private protected ChatCompletionEnvelope()
    {
    }

    /// <summary>The provider's id of the answer: 32 hex digits from MiniMax.</summary>
    [JsonPropertyOrder(-2)]
    public partial string? Id { get; init; }

    /// <summary>When the answer was made, in seconds since 1970.</summary>
    public partial long? Created { get; init; }

    /// <summary>The model that answered, by the upstream's name: not the id that was asked for.</summary>
    public partial string? Model { get; init; }

    /// <summary>The kind of object: <c>chat.completion</c> or <c>chat.completion.chunk</c>.</summary>
    public partial string? Object { get; init; }

    /// <summary>The tokens that the call took; on a chunk, those so far, or a place holder of MiniMax's.</summary>
    public partial Usage? Usage { get; init; }

    /// <summary>The tier that served the call.</summary>
    public partial ServiceTier? ServiceTier { get; init; }

    /// <summary>The provider's mark of the configuration that answered.</summary>
    public partial string? SystemFingerprint { get; init; }

    /// <summary>Whether MiniMax found the prompt sensitive.</summary>
    public partial bool? InputSensitive { get; init; }

    /// <summary>Whether MiniMax found the answer sensitive.</summary>
    public partial bool? OutputSensitive { get; init; }

    /// <summary>
    /// What it found: 1 severe violation, 2 pornography, 3 advertising, 4 prohibited, 5 abuse, 6 violence, 7 other; 0
    /// nothing.
    /// </summary>
    public partial int? InputSensitiveType { get; init; }

    /// <summary>As <see cref="InputSensitiveType"/>, for the answer.</summary>
    public partial int? OutputSensitiveType { get; init; }

    /// <summary>MiniMax's number for the answer; 0 in every body seen, and nowhere explained.</summary>
    public partial int? OutputSensitiveInt { get; init; }

    /// <summary>MiniMax's own status.</summary>
    public partial BaseResponse? BaseResp { get; init; }

    /// <summary>What AIML API adds about the call.</summary>
    public partial CompletionMeta? Meta { get; init; }
}

/// <summary>MiniMax's own status, which stands in the body whatever the HTTP status says.</summary>
[GeneratedJson]
public sealed partial record BaseResponse : SchemaObject
{
    /// <summary>0 for success; else one of MiniMax's error codes.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What went wrong; empty for success.</summary>
    [JsonPropertyName("status_msg")]
    public string? StatusMessage { get; init; }

    /// <summary>Whether the status is an error: a code other than 0, also one of another JSON type than a number.</summary>
    internal bool IsError => StatusCode is not (null or 0)
        || (AdditionalProperties.TryGetValue("status_code", out JsonElement code)
            && JsonText.Raw(code) is not ("\"0\"" or "\"\""));
}
