using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The fields of a <see cref="ChatDelta"/> that few deltas have, or that are the same on every one.</summary>
/// <remarks>Filled while JSON is read, and never changed afterwards: the deltas of a stream share one.</remarks>
internal sealed record DeltaFields
{
    public static readonly DeltaFields None = new();

    public IReadOnlyList<ContentPart>? ContentParts;
    public string? Role;
    public string? Name;
    public string? AudioContent;
    public string? RawReasoning;
    public IReadOnlyList<ReasoningDetail>? ReasoningDetails;
    public string? Refusal;
    public IReadOnlyList<Annotation>? Annotations;
    public MessageAudio? Audio;

    /// <summary>Takes the property that the reader stands on, if it is one of these.</summary>
    public bool TryTake(ref ObjectReader rest, ref Utf8JsonReader json) =>
        rest.String(ref json, "role"u8, ref Role)
        || rest.String(ref json, "name"u8, ref Name)
        || rest.String(ref json, "audio_content"u8, ref AudioContent)
        || rest.String(ref json, "reasoning"u8, ref RawReasoning)
        || rest.Array(ref json, "reasoning_details"u8, ref ReasoningDetails, ReasoningDetail.Read)
        || rest.String(ref json, "refusal"u8, ref Refusal)
        || rest.Array(ref json, "annotations"u8, ref Annotations, Annotation.Read)
        || rest.Value(ref json, "audio"u8, ref Audio, MessageAudio.Read);
}
