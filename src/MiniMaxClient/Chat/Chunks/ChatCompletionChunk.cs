using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of an answer that is being streamed.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatCompletionChunk>))]
public sealed record ChatCompletionChunk : ChatCompletionEnvelope
{
    private readonly IReadOnlyList<ChatChunkChoice>? _choices;

    /// <summary>What the chunk adds, for each choice that it touches; empty on a chunk that carries only usage or cost.</summary>
    public IReadOnlyList<ChatChunkChoice> Choices
    {
        get => _choices ?? [];
        init => _choices = value;
    }

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
            for (int i = 0; i < Choices.Count; i++)
            {
                if (Choices[i].FinishReason is { Value.Length: > 0 } || Choices[i].HasContent)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether the chunk adds text, reasoning or tool calls.</summary>
    internal bool HasContent => Choices.Any(static choice => choice.HasContent);

    /// <summary>A whole answer as the one chunk of its stream.</summary>
    internal static ChatCompletionChunk FromCompletion(ChatCompletion completion) => new()
    {
        Fields = completion.Fields with { Object = "chat.completion.chunk" },
        Choices = completion.Choices.Select(static choice => ChatChunkChoice.FromChoice(choice)).ToArray(),
        AdditionalProperties = completion.AdditionalProperties,
    };

    /// <summary>The first choice of the chunk; null where it has none.</summary>
    internal ChatChunkChoice? First
    {
        get
        {
            // By the index: an enumerator would be an object for each look.
            for (int i = 0; i < Choices.Count; i++)
            {
                if (Choices[i].Index is null or 0)
                    return Choices[i];
            }

            return null;
        }
    }

    internal static ChatCompletionChunk? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        var fields = new EnvelopeFields();
        IReadOnlyList<ChatChunkChoice>? choices = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Array(ref json, "choices"u8, ref choices, ChatChunkChoice.Read) || fields.TryTake(ref rest, ref json)))
                rest.Keep(ref json);
        }

        return new() { Fields = fields, Choices = choices!, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("id"u8, Id);
        json.Property("choices"u8, _choices);
        Fields.Write(json);
    }
}
