using System.Text.Json;
using MiniMaxClient.Errors;
using MiniMaxClient.Protocols;

namespace MiniMaxClient;

/// <summary>Puts the chunks of a stream together into the answer that a plain call would have given.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
public sealed class ChatCompletionBuilder
{
    /// <summary>More choices than this are refused; no request may ask for more.</summary>
    internal const int MaxChoices = 128;

    private readonly SortedDictionary<int, ChoiceBuilder> _choices = [];
    private ChatCompletion _envelope = new() { Object = "chat.completion" };

    /// <summary>Adds the next chunk.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">A choice's or a tool call's index is out of all bounds.</exception>
    public void Add(ChatCompletionChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        AddEnvelope(chunk);
        foreach (ChatChunkChoice choice in chunk.Choices)
        {
            int index = choice.Index ?? 0;
            if (!_choices.TryGetValue(index, out ChoiceBuilder? builder))
            {
                if (_choices.Count == MaxChoices)
                    throw ErrorFactory.InvalidResponse(null, $"the stream has more than {MaxChoices} choices");
                _choices[index] = builder = new();
            }

            builder.Add(choice);
        }
    }

    /// <summary>The answer as far as it has come; what was added stays, so more may be added after it.</summary>
    public ChatCompletion Build() =>
        _envelope with { Choices = _choices.Select(choice => choice.Value.Build(choice.Key, _envelope.Id)).ToArray() };

    private void AddEnvelope(ChatCompletionChunk chunk)
    {
        ChatCompletion known = _envelope;
        _envelope = known with
        {
            Id = known.Id ?? chunk.Id,
            Created = known.Created ?? chunk.Created,
            Model = known.Model ?? chunk.Model,
            Usage = Newer(known.Usage, chunk.Usage),
            ServiceTier = chunk.ServiceTier ?? known.ServiceTier,
            SystemFingerprint = chunk.SystemFingerprint ?? known.SystemFingerprint,
            InputSensitive = chunk.InputSensitive ?? known.InputSensitive,
            OutputSensitive = chunk.OutputSensitive ?? known.OutputSensitive,
            InputSensitiveType = chunk.InputSensitiveType ?? known.InputSensitiveType,
            OutputSensitiveType = chunk.OutputSensitiveType ?? known.OutputSensitiveType,
            OutputSensitiveInt = chunk.OutputSensitiveInt ?? known.OutputSensitiveInt,
            BaseResp = chunk.BaseResp ?? known.BaseResp,
            Meta = chunk.Meta ?? known.Meta,
            Call = chunk.Call ?? known.Call,
            AdditionalProperties = Merge(known, chunk),
        };
    }

    // MiniMax sends {"total_tokens":0,"total_characters":0} on every chunk of some streams: a place holder, not a count.
    private static Usage? Newer(Usage? known, Usage? next) =>
        next is null || (known is not null && next is { PromptTokens: null, CompletionTokens: null }) ? known : next;

    internal static IReadOnlyDictionary<string, JsonElement> Merge(SchemaObject known, SchemaObject next)
    {
        if (next.AdditionalProperties.Count == 0)
            return known.AdditionalProperties;
        var all = new Dictionary<string, JsonElement>();
        foreach (KeyValuePair<string, JsonElement> property in known.AdditionalProperties.Concat(next.AdditionalProperties))
            all[property.Key] = property.Value;
        return all;
    }
}
