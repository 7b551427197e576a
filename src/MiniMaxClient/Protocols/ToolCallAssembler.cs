using System.Text;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Puts the pieces of one message's tool calls together.</summary>
/// <remarks>
/// The place of a call is its <c>index</c>. Id and name are set once and never joined: hosts that repeat the name on every piece
/// would double it. A place that gets a second id begins a new call. Without an index the id tells the call, and without either
/// the piece goes on with the last one.
/// </remarks>
internal sealed class ToolCallAssembler
{
    /// <summary>More calls than this, or a higher index, is refused; requests allow 128 tools.</summary>
    public const int MaxCalls = 1024;

    private readonly List<Call> _calls = [];
    private readonly Dictionary<int, Call> _byIndex = [];

    public bool IsEmpty => _calls.Count == 0;

    /// <exception cref="MiniMaxInvalidResponseException">The index is out of bounds, or there are too many calls.</exception>
    public void Add(ToolCallDelta piece)
    {
        Call call = Find(piece);
        if (string.IsNullOrWhiteSpace(call.Id) && !string.IsNullOrWhiteSpace(piece.Id))
            call.Id = piece.Id;
        call.Type ??= piece.Type;
        call.IsCustom |= piece.Custom is not null;
        string? name = piece.Function?.Name ?? piece.Custom?.Name;
        if (string.IsNullOrEmpty(call.Name))
            call.Name = name;
        call.Text.Append(piece.Function?.Arguments ?? piece.Custom?.Input);
    }

    public IReadOnlyList<ToolCall> Build()
    {
        var calls = new ToolCall[_calls.Count];
        for (int i = 0; i < calls.Length; i++)
        {
            Call call = _calls[i];
            string id = string.IsNullOrWhiteSpace(call.Id) ? $"call_{i}" : call.Id!;
            string name = call.Name ?? "";
            string text = call.Text.ToString();
            calls[i] = call.IsCustom
                ? new CustomToolCall { Id = id, Custom = new() { Name = name, Input = text } }
                : new FunctionToolCall { Id = id, Function = new() { Name = name, Arguments = text } };
        }

        return calls;
    }

    private Call Find(ToolCallDelta piece)
    {
        bool hasId = !string.IsNullOrWhiteSpace(piece.Id);
        if (piece.Index is { } index)
        {
            if (index >= MaxCalls)
                throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {index}");
            if (_byIndex.TryGetValue(index, out Call? open) && !(hasId && open.Id is not null && open.Id != piece.Id))
                return open;
            return _byIndex[index] = Open();
        }

        if (hasId)
            return _calls.Find(call => call.Id == piece.Id) ?? Open();
        return _calls.Count > 0 ? _calls[_calls.Count - 1] : Open();
    }

    private Call Open()
    {
        if (_calls.Count == MaxCalls)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {MaxCalls} tool calls");
        var call = new Call();
        _calls.Add(call);
        return call;
    }

    private sealed class Call
    {
        public string? Id { get; set; }

        public string? Type { get; set; }

        public string? Name { get; set; }

        public bool IsCustom { get; set; }

        public StringBuilder Text { get; } = new();
    }
}
