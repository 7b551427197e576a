using System.Text;
using MiniMaxClient.Protocols.Anthropic;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the reasoning details of one message from its deltas.</summary>
/// <remarks>
/// Deltas of one index and type are one detail, unless their ids differ, or a delta brings encrypted data or a signature where
/// the detail has another: each of those belongs to a text or a call of its own (pydantic-ai#7214).
/// </remarks>
/// <param name="keepsText">Whether the text is needed in the end, and not only what is new in each delta.</param>
internal sealed class ReasoningAssembler(bool keepsText = true)
{
    // The last detail of each place: an earlier one is complete.
    private readonly Dictionary<(int? Index, string? Type), Detail> _open = [];
    private readonly List<Detail> _details = [];

    // Those whose text is held until the next delta decides how it is meant.
    private readonly List<Detail> _undecided = [];

    public bool IsEmpty => _details.Count == 0;

    /// <summary>Adds a delta and gets what is new in its text.</summary>
    public string Add(ReasoningDetail delta)
    {
        if (!_open.TryGetValue((delta.Index, delta.Type), out Detail? detail) || !detail.Continues(delta))
        {
            _open[(delta.Index, delta.Type)] = detail = new(delta, keepsText);
            if (keepsText)
                _details.Add(detail);
        }

        string added = detail.Add(delta);
        if (detail.IsUndecided && !_undecided.Contains(detail))
            _undecided.Add(detail);
        return added;
    }

    /// <summary>Gets the text that is held until the next delta decides how it is meant, now that none follows.</summary>
    public string Flush()
    {
        if (_undecided.Count == 0)
            return "";
        string text = string.Concat(_undecided.Select(static detail => detail.Flush()));
        _undecided.Clear();
        return text;
    }

    public IReadOnlyList<ReasoningDetail> Build() => _details.Select(static detail => detail.Build()).ToArray();

    private sealed class Detail(ReasoningDetail first, bool keepsText)
    {
        private readonly StringBuilder? _text = keepsText ? new() : null;
        private readonly AdditionalPropertiesBuilder? _others = keepsText ? new() : null;
        private CumulativeText _received;
        private bool _hasText;
        private bool _hasSummary;
        private string? _id = first.Id;
        private string? _signature;
        private string? _data;

        public bool IsUndecided => _received.Held.Length > 0;

        // The index of Anthropic's details is that of their block.
        private bool IsBlock => first.Format == AnthropicBlock.ReasoningFormat;

        public bool Continues(ReasoningDetail delta) =>
            IsBlock || (IsSame(_id, delta.Id) && IsSame(_signature, delta.Signature) && IsSame(_data, delta.Data));

        public string Add(ReasoningDetail delta)
        {
            _hasText |= delta.Text is not null;
            _hasSummary |= delta.Summary is not null;
            _id ??= delta.Id;
            _signature = delta.Signature ?? _signature;
            _data ??= delta.Data;
            _others?.Add(delta.Others);
            string text = delta.Text ?? delta.Summary ?? "";

            // Anthropic's deltas are always the next part, whatever they begin with.
            string added = IsBlock ? text : _received.Add(text);
            _text?.Append(added);
            return added;
        }

        public string Flush()
        {
            string held = _received.Flush();
            _text?.Append(held);
            return held;
        }

        public ReasoningDetail Build()
        {
            string text = _text + _received.Held;
            return first with
            {
                Id = _id,
                Text = _hasText ? text : null,
                Summary = _hasSummary && !_hasText ? text : null,
                Signature = _signature,
                Data = _data,
                AdditionalProperties = _others?.Build() ?? SchemaObject.NoProperties,
            };
        }

        private static bool IsSame(string? known, string? next) => known is null || next is null || known == next;
    }
}
