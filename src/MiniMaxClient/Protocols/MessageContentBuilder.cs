using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the content of one message from its deltas: a string, or parts if the host streams parts.</summary>
internal sealed class MessageContentBuilder
{
    private readonly List<ContentPart> _parts = [];
    private StringBuilder? _text;
    private StringBuilder? _thinking;
    private bool _isThinkingArray;

    /// <summary>Adds the content of a delta.</summary>
    public void Add(ChatDelta delta)
    {
        if (delta.ContentParts is null)
            AddText(delta.Content);
        foreach (ContentPart part in delta.ContentParts ?? [])
            Add(part);
    }

    /// <summary>Builds the content so far; null if no delta had any.</summary>
    public MessageContent? Build()
    {
        if (_parts.Count == 0 && _thinking is null)
            return _text?.ToString();
        ContentPart[] parts = [.. _parts, .. GetOpenParts()];
        return MessageContent.Create(parts);
    }

    private void Add(ContentPart part)
    {
        if (part is TextPart { AdditionalPropertiesOrNull: null } text)
        {
            AddText(text.Text);
        }
        else if (ThinkingPart.IsTextOnly(part, out bool isArray))
        {
            AddTextPart(_text);
            _text = null;
            if (isArray != _isThinkingArray)
                FlushThinkingPart();
            _isThinkingArray = isArray;
            (_thinking ??= new()).Append(ThinkingPart.GetTextOrNull(part));
        }
        else
        {
            FlushOpenParts();
            _parts.Add(part);
        }
    }

    private void AddText(string? text)
    {
        if (text is null)
            return;
        if (text.Length > 0)
            FlushThinkingPart();
        (_text ??= new()).Append(text);
    }

    private void FlushOpenParts()
    {
        FlushThinkingPart();
        AddTextPart(_text);
        _text = null;
    }

    private void FlushThinkingPart()
    {
        if (_thinking is not null)
            _parts.Add(ThinkingPart.Create(_thinking.ToString(), _isThinkingArray));
        _thinking = null;
    }

    private void AddTextPart(StringBuilder? text)
    {
        if (text is { Length: > 0 })
            _parts.Add(ContentPart.FromText(text.ToString()));
    }

    private IEnumerable<ContentPart> GetOpenParts()
    {
        if (_thinking is not null)
            yield return ThinkingPart.Create(_thinking.ToString(), _isThinkingArray);
        if (_text is { Length: > 0 })
            yield return ContentPart.FromText(_text.ToString());
    }
}
