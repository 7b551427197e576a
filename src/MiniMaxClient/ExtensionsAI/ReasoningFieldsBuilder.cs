using System.Text;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Puts thinking back into the form in which it came.</summary>
/// <remarks>
/// Neighbours are one thought, unless the first is proved: so does the ecosystem join the pieces of a stream. Thinking that came
/// from elsewhere goes between tags, which every MiniMax model knows.
/// </remarks>
internal sealed class ReasoningFieldsBuilder
{
    private readonly StringBuilder _taggedText = new();
    private readonly List<ReasoningDetail> _details = [];
    private readonly StringBuilder _blockText = new();
    private StringBuilder? _reasoningContent;
    private StringBuilder? _rawReasoning;
    private TextReasoningContent? _firstContent;

    /// <summary>What stands before the text, between tags; empty for nothing.</summary>
    public string TaggedText
    {
        get
        {
            CompleteBlock();
            return _taggedText.Length > 0 ? $"{ThinkTags.OpeningTags[0]}\n{_taggedText}\n{ThinkTags.ClosingTags[0]}\n\n" : "";
        }
    }

    public string? ReasoningContent => _reasoningContent?.ToString();

    public string? RawReasoning => _rawReasoning?.ToString();

    public IReadOnlyList<ReasoningDetail>? Details => _details.Count > 0 ? _details : null;

    public void AddContent(TextReasoningContent content)
    {
        _firstContent ??= content;
        _blockText.Append(content.Text);
        if (!string.IsNullOrEmpty(content.ProtectedData))
            CompleteBlock(content.ProtectedData);
    }

    /// <summary>Ends the thought that is under way, if there is one.</summary>
    public void CompleteBlock(string? protectedData = null)
    {
        if (_firstContent is null)
            return;
        string text = _blockText.ToString();
        if (ReasoningContentMetadata.GetDetail(_firstContent) is { } detail)
            _details.Add(ReasoningContentMetadata.WithTextAndProof(detail, text, protectedData));
        else if (ReasoningContentMetadata.GetFieldName(_firstContent) is { } field)
            (field == ReasoningContentMetadata.RawReasoningField ? _rawReasoning ??= new() : _reasoningContent ??= new())
                .Append(text);
        else
            _taggedText.Append(text);
        _firstContent = null;
        _blockText.Clear();
    }
}
