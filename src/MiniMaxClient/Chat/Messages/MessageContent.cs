using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a message says: one text, or parts such as texts, images and files.</summary>
/// <remarks>A string and a list of parts convert by themselves; each stays in its own form on the wire.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<MessageContent>))]
[CollectionBuilder(typeof(MessageContent), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "It is a content that can be enumerated, not a collection.")]
public sealed class MessageContent : IEnumerable<ContentPart>, IEquatable<MessageContent>
{
    private readonly string? _text;
    private ThinkingView? _view;
    private ThinkingView? _viewApart;

    private MessageContent(string text) => _text = text;

    private MessageContent(IReadOnlyList<ContentPart> parts) => Parts = parts;

    /// <summary>The parts, in order; null where the content is one text.</summary>
    public IReadOnlyList<ContentPart>? Parts { get; }

    /// <summary>The text, or the texts of all text parts put together.</summary>
    public string Text => _text ?? string.Concat(Parts!.OfType<TextPart>().Select(static part => part.Text));

    internal static MessageContent Empty { get; } = new("");

    internal ThinkingView View => _view ??= ThinkingView.Of(Text);

    /// <summary>The same for a message whose thinking came in a field of its own.</summary>
    internal ThinkingView ViewApart => _viewApart ??= ThinkingView.Of(Text, thinksApart: true);

    /// <summary>Content of one text.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator MessageContent?(string? text) => text is null ? null : FromString(text);

    /// <summary>Content of one text.</summary>
    public static MessageContent FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text);
    }

    /// <summary>Content of parts.</summary>
    public static MessageContent Create(ReadOnlySpan<ContentPart> parts) => new(parts.ToArray());

    /// <summary>The parts; content of one text gives one text part.</summary>
    public IEnumerator<ContentPart> GetEnumerator() => (Parts ?? [new TextPart { Text = _text! }]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both say the same in the same form.</summary>
    public bool Equals(MessageContent? other) =>
        other is not null && _text == other._text
        && (Parts is null ? other.Parts is null : other.Parts is not null && Parts.SequenceEqual(other.Parts));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MessageContent);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode();

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    internal static MessageContent? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
            return new(JsonText.Read(ref json));
        return JsonLists.Read(ref json, ContentPart.Read) is { } parts ? new(parts) : null;
    }

    internal void Write(Utf8JsonWriter json, WriteContext context = default)
    {
        if (Parts is null)
        {
            JsonText.Write(json, _text);
            return;
        }

        json.WriteStartArray();
        foreach (ContentPart part in Parts)
            part.Write(json, context);
        json.WriteEndArray();
    }
}
