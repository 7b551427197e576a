using System.Text;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts reasoning contents to the format in which they were received.</summary>
/// <remarks>
/// Adjacent contents are one block up to a content with protected data, as Microsoft.Extensions.AI merges the updates of a
/// stream. Reasoning of other clients is written in think tags, which every MiniMax model supports.
/// </remarks>
internal sealed class ReasoningFieldsBuilder
{
    private readonly StringBuilder _taggedText = new();
    private readonly List<ReasoningDetail> _details = [];
    private readonly StringBuilder _blockText = new();
    private StringBuilder? _reasoningContent;
    private StringBuilder? _rawReasoning;
    private TextReasoningContent? _firstContent;

    /// <summary>The reasoning to prepend to the text, in think tags; empty if there is none.</summary>
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

    /// <summary>Completes the open block, if there is one.</summary>
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
