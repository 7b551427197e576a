using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The properties common to a response and its chunks.</summary>
/// <remarks>Not a wire format of its own: serialize the derived type.</remarks>
[GeneratedJson]
public abstract partial record ChatCompletionEnvelope : SchemaObject
{
    private protected ChatCompletionEnvelope()
    {
    }

    /// <summary>The provider's id of the response: 32 hexadecimal digits from MiniMax.</summary>
    [JsonPropertyOrder(-2)]
    public partial string? Id { get; init; }

    /// <summary>The creation time of the response, in seconds since 1970-01-01 UTC.</summary>
    public partial long? Created { get; init; }

    /// <summary>The upstream name of the model that generated the response; not the model id of the request.</summary>
    public partial string? Model { get; init; }

    /// <summary>The object type: <c>chat.completion</c> or <c>chat.completion.chunk</c>.</summary>
    public partial string? Object { get; init; }

    /// <summary>The token usage of the call; on a chunk, the usage so far, or a placeholder by MiniMax.</summary>
    public partial Usage? Usage { get; init; }

    /// <summary>The service tier that processed the call.</summary>
    public partial ServiceTier? ServiceTier { get; init; }

    /// <summary>The provider's fingerprint of the backend configuration.</summary>
    public partial string? SystemFingerprint { get; init; }

    /// <summary>Whether MiniMax classified the prompt as sensitive.</summary>
    public partial bool? InputSensitive { get; init; }

    /// <summary>Whether MiniMax classified the response as sensitive.</summary>
    public partial bool? OutputSensitive { get; init; }

    /// <summary>
    /// The category of sensitive content in the prompt: 0 none, 1 severe violation, 2 pornography, 3 advertising, 4 prohibited,
    /// 5 abuse, 6 violence, 7 other.
    /// </summary>
    public partial int? InputSensitiveType { get; init; }

    /// <summary>
    /// The category of sensitive content in the response; the values are those of <see cref="InputSensitiveType"/>.
    /// </summary>
    public partial int? OutputSensitiveType { get; init; }

    /// <summary>An undocumented number of MiniMax for the response; 0 in every observed body.</summary>
    public partial int? OutputSensitiveInt { get; init; }

    /// <summary>The status of the call as reported by MiniMax in <c>base_resp</c>.</summary>
    public partial BaseResponse? BaseResp { get; init; }

    /// <summary>Usage metadata of the call (AIML API).</summary>
    public partial CompletionMeta? Meta { get; init; }
}

/// <summary>The status of a call as reported by MiniMax in the body, independent of the HTTP status code.</summary>
[GeneratedJson]
public sealed partial record BaseResponse : SchemaObject
{
    /// <summary>The status code: 0 for success, otherwise a MiniMax error code.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The error message; empty for success.</summary>
    [JsonPropertyName("status_msg")]
    public string? StatusMessage { get; init; }

    /// <summary>Whether the status is an error: a code other than 0, including a code that is not a JSON number.</summary>
    internal bool IsError => StatusCode is not (null or 0)
        || (AdditionalProperties.TryGetValue("status_code", out JsonElement code)
            && JsonText.GetRawText(code) is not ("\"0\"" or "\"\""));
}
