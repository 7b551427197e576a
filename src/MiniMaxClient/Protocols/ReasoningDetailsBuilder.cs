using System.Text;
using MiniMaxClient.Protocols.Anthropic;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the reasoning details of one message from its deltas.</summary>
/// <remarks>
/// Deltas with the same index and type are one detail, unless their ids, encrypted data or signatures differ: each of these
/// belongs to a separate text or call (pydantic-ai#7214).
/// </remarks>
/// <param name="shouldKeepText">Whether to keep the text for <see cref="Build"/>, instead of only returning new text.</param>
internal sealed class ReasoningDetailsBuilder(bool shouldKeepText = true)
{
    // The last detail for each index and type: earlier ones are complete.
    private readonly Dictionary<(int? Index, string? Type), Detail> _openDetails = [];
    private readonly List<Detail> _details = [];

    // Details with text that is held until the next delta decides whether it is incremental or cumulative.
    private readonly List<Detail> _heldDetails = [];

    public bool IsEmpty => _details.Count == 0;

    /// <summary>Adds a delta and returns its new text.</summary>
    public string Add(ReasoningDetail delta)
    {
        if (!_openDetails.TryGetValue((delta.Index, delta.Type), out Detail? detail) || !detail.CanContinueWith(delta))
        {
            _openDetails[(delta.Index, delta.Type)] = detail = new(delta, shouldKeepText);
            if (shouldKeepText)
                _details.Add(detail);
        }

        string added = detail.AddDelta(delta);
        if (detail.HasHeldText && !_heldDetails.Contains(detail))
            _heldDetails.Add(detail);
        return added;
    }

    /// <summary>Returns the held text and releases it, because no delta follows.</summary>
    public string Flush()
    {
        if (_heldDetails.Count == 0)
            return "";
        string text = string.Concat(_heldDetails.Select(static detail => detail.Flush()));
        _heldDetails.Clear();
        return text;
    }

    public IReadOnlyList<ReasoningDetail> Build() => _details.Select(static detail => detail.Build()).ToArray();

    private sealed class Detail(ReasoningDetail first, bool shouldKeepText)
    {
        private readonly StringBuilder? _text = shouldKeepText ? new() : null;
        private readonly AdditionalPropertiesBuilder? _additionalProperties = shouldKeepText ? new() : null;
        private CumulativeDeltaNormalizer _normalizer;
        private bool _hasText;
        private bool _hasSummary;
        private string? _id = first.Id;
        private string? _signature;
        private string? _data;

        public bool HasHeldText => _normalizer.HeldText.Length > 0;

        // The index of an Anthropic detail identifies its block.
        private bool IsAnthropicBlock => first.Format == AnthropicBlock.ReasoningFormat;

        public bool CanContinueWith(ReasoningDetail delta) =>
            IsAnthropicBlock || (IsSameOrUnknown(_id, delta.Id) && IsSameOrUnknown(_signature, delta.Signature)
                && IsSameOrUnknown(_data, delta.Data));

        public string AddDelta(ReasoningDetail delta)
        {
            _hasText |= delta.Text is not null;
            _hasSummary |= delta.Summary is not null;
            _id ??= delta.Id;
            _signature = delta.Signature ?? _signature;
            _data ??= delta.Data;
            _additionalProperties?.Add(delta.AdditionalPropertiesOrNull);
            string text = delta.Text ?? delta.Summary ?? "";

            // Anthropic's deltas are always incremental.
            string added = IsAnthropicBlock ? text : _normalizer.AddDelta(text);
            _text?.Append(added);
            return added;
        }

        public string Flush()
        {
            string held = _normalizer.Flush();
            _text?.Append(held);
            return held;
        }

        public ReasoningDetail Build()
        {
            string text = _text + _normalizer.HeldText;
            return first with
            {
                Id = _id,
                Text = _hasText ? text : null,
                Summary = _hasSummary && !_hasText ? text : null,
                Signature = _signature,
                Data = _data,
                AdditionalProperties = _additionalProperties?.Build() ?? SchemaObject.EmptyProperties,
            };
        }

        private static bool IsSameOrUnknown(string? known, string? next) => known is null || next is null || known == next;
    }
}
