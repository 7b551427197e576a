using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The content of a message: one text, or parts such as texts, images, videos and files.</summary>
/// <remarks>A string and a list of parts convert implicitly; each keeps its own form on the wire.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<MessageContent>))]
[CollectionBuilder(typeof(MessageContent), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "The content can be enumerated, but it is not a collection.")]
public sealed class MessageContent : IEnumerable<ContentPart>, IEquatable<MessageContent>
{
    private readonly string? _text;
    private TextAndReasoning? _splitContent;
    private TextAndReasoning? _splitContentWithSeparateReasoning;

    private MessageContent(string text) => _text = text;

    private MessageContent(IReadOnlyList<ContentPart> parts) => Parts = parts;

    /// <summary>The parts in order, or null if the content is one text.</summary>
    public IReadOnlyList<ContentPart>? Parts { get; }

    /// <summary>The text, or the concatenated text of all text parts.</summary>
    public string Text => _text ?? string.Concat(Parts!.OfType<TextPart>().Select(static part => part.Text));

    internal static MessageContent Empty { get; } = new("");

    internal TextAndReasoning SplitContent => _splitContent ??= TextAndReasoning.FromContent(Text);

    /// <summary>Gets the view for a message whose reasoning is in a field of its own.</summary>
    internal TextAndReasoning SplitContentWithSeparateReasoning =>
        _splitContentWithSeparateReasoning ??= TextAndReasoning.FromContent(Text, hasSeparateReasoning: true);

    /// <summary>Converts a text to content.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator MessageContent?(string? text) => text is null ? null : FromString(text);

    /// <summary>Creates content from a text.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static MessageContent FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text);
    }

    /// <summary>Creates content from parts.</summary>
    public static MessageContent Create(ReadOnlySpan<ContentPart> parts) => new(parts.ToArray());

    /// <summary>Enumerates the parts; content that is one text yields one text part.</summary>
    public IEnumerator<ContentPart> GetEnumerator() => (Parts ?? [new TextPart { Text = _text! }]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both contents have the same form and equal values.</summary>
    public bool Equals(MessageContent? other) =>
        other is not null && _text == other._text
        && (Parts is null ? other.Parts is null : other.Parts is not null && Parts.SequenceEqual(other.Parts));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MessageContent);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode();

    /// <summary>Returns the text.</summary>
    public override string ToString() => Text;

    /// <summary>Returns the start of the text, and a description of other parts.</summary>
    internal string ToDisplayText()
    {
        if (Parts is null)
            return DisplayText.Shorten(_text!);
        var text = new StringBuilder();
        foreach (ContentPart? part in Parts)
        {
            if (text.Length > DisplayText.MaxStringLength)
                break;
            text.Append(text.Length > 0 ? " " : "").Append(part?.ToDebuggerText());
        }

        return DisplayText.Shorten(text.ToString());
    }

    internal static MessageContent? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
            return new(JsonText.ReadString(ref json));
        return JsonLists.Read(ref json, ContentPart.Read) is { } parts ? new(parts) : null;
    }

    internal void Write(Utf8JsonWriter json, WriteContext context = default)
    {
        if (Parts is null)
        {
            JsonText.WriteValue(json, context.IsDisplay ? DisplayText.Shorten(_text!) : _text);
            return;
        }

        json.WriteStartArray();
        foreach (ContentPart part in Parts)
        {
            if (context.IsDisplay && DisplayText.IsComplete(json))
                break;
            part.Write(json, context);
        }

        json.WriteEndArray();
    }
}
