using System.Text;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Puts thinking back into the form in which it came.</summary>
/// <remarks>
/// Neighbours are one thought, unless the first is proved: so does the ecosystem join the pieces of a stream. Thinking that came
/// from elsewhere goes between tags, which every MiniMax model knows.
/// </remarks>
internal sealed class OutgoingReasoning
{
    private readonly StringBuilder _tagged = new();
    private readonly List<ReasoningDetail> _details = [];
    private readonly StringBuilder _text = new();
    private StringBuilder? _reasoningContent;
    private StringBuilder? _rawReasoning;
    private TextReasoningContent? _first;

    /// <summary>What stands before the text, between tags; empty for nothing.</summary>
    public string Tagged
    {
        get
        {
            EndRun();
            return _tagged.Length > 0 ? $"{ThinkTags.Opening[0]}\n{_tagged}\n{ThinkTags.Closing[0]}\n\n" : "";
        }
    }

    public string? ReasoningContent => _reasoningContent?.ToString();

    public string? RawReasoning => _rawReasoning?.ToString();

    public IReadOnlyList<ReasoningDetail>? Details => _details.Count > 0 ? _details : null;

    public void Add(TextReasoningContent content)
    {
        _first ??= content;
        _text.Append(content.Text);
        if (!string.IsNullOrEmpty(content.ProtectedData))
            EndRun(content.ProtectedData);
    }

    /// <summary>Ends the thought that is under way, if there is one.</summary>
    public void EndRun(string? proof = null)
    {
        if (_first is null)
            return;
        string text = _text.ToString();
        if (ReasoningForm.DetailOf(_first) is { } detail)
            _details.Add(ReasoningForm.Whole(detail, text, proof));
        else if (ReasoningForm.FieldOf(_first) is { } field)
            (field == ReasoningForm.RawReasoning ? _rawReasoning ??= new() : _reasoningContent ??= new()).Append(text);
        else
            _tagged.Append(text);
        _first = null;
        _text.Clear();
    }
}
