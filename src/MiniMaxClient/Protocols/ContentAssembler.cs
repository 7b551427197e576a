using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the content of one message from its deltas: one text, or parts where the host streams parts.</summary>
internal sealed class ContentAssembler
{
    private readonly List<ContentPart> _parts = [];
    private StringBuilder? _text;
    private StringBuilder? _thinking;
    private bool _thinksInArray;

    /// <summary>Adds the content of a delta.</summary>
    public void Add(ChatDelta delta)
    {
        if (delta.ContentParts is null)
            AddText(delta.Content);
        foreach (ContentPart part in delta.ContentParts ?? [])
            Add(part);
    }

    /// <summary>Gets the content so far; null where no delta had any.</summary>
    public MessageContent? Build()
    {
        if (_parts.Count == 0 && _thinking is null)
            return _text?.ToString();
        ContentPart[] parts = [.. _parts, .. OpenPart()];
        return MessageContent.Create(parts);
    }

    private void Add(ContentPart part)
    {
        if (part is TextPart { Others: null } text)
        {
            AddText(text.Text);
        }
        else if (ThinkingPart.IsTextOnly(part, out bool isArray))
        {
            Close(_text);
            _text = null;
            if (isArray != _thinksInArray)
                CloseThinking();
            _thinksInArray = isArray;
            (_thinking ??= new()).Append(ThinkingPart.TryGetText(part));
        }
        else
        {
            CloseAll();
            _parts.Add(part);
        }
    }

    private void AddText(string? text)
    {
        if (text is null)
            return;
        if (text.Length > 0)
            CloseThinking();
        (_text ??= new()).Append(text);
    }

    private void CloseAll()
    {
        CloseThinking();
        Close(_text);
        _text = null;
    }

    private void CloseThinking()
    {
        if (_thinking is not null)
            _parts.Add(ThinkingPart.Create(_thinking.ToString(), _thinksInArray));
        _thinking = null;
    }

    private void Close(StringBuilder? text)
    {
        if (text is { Length: > 0 })
            _parts.Add(ContentPart.FromText(text.ToString()));
    }

    private IEnumerable<ContentPart> OpenPart()
    {
        if (_thinking is not null)
            yield return ThinkingPart.Create(_thinking.ToString(), _thinksInArray);
        if (_text is { Length: > 0 })
            yield return ContentPart.FromText(_text.ToString());
    }
}
