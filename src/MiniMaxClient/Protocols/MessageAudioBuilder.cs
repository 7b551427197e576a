using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the audio of one message from its deltas.</summary>
internal sealed class MessageAudioBuilder
{
    private readonly AdditionalPropertiesBuilder _additionalProperties = new();
    private StringBuilder? _data;
    private StringBuilder? _transcript;
    private string? _id;
    private long? _expiresAt;

    public void Add(MessageAudio delta)
    {
        _id ??= delta.Id;
        _expiresAt = delta.ExpiresAt ?? _expiresAt;
        if (delta.Data is not null)
            (_data ??= new()).Append(delta.Data);
        if (delta.Transcript is not null)
            (_transcript ??= new()).Append(delta.Transcript);
        _additionalProperties.Add(delta.AdditionalPropertiesOrNull);
    }

    public MessageAudio Build() => new()
    {
        Id = _id,
        Data = _data?.ToString(),
        Transcript = _transcript?.ToString(),
        ExpiresAt = _expiresAt,
        AdditionalProperties = _additionalProperties.Build(),
    };
}
