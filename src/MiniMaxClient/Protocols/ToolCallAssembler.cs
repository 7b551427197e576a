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
        if (!string.IsNullOrWhiteSpace(piece.Id))
            call.Id ??= piece.Id;
        call.IsCustom |= piece.Custom is not null || piece.Type == "custom";
        string? name = piece.Function?.Name ?? piece.Custom?.Name;
        if (string.IsNullOrEmpty(call.Name))
            call.Name = name;
        call.Text.Append(piece.Function?.Arguments ?? piece.Custom?.Input);
    }

    /// <param name="answerId">The id of the answer, for the ids of calls that came without one of their own.</param>
    public IReadOnlyList<ToolCall> Build(string? answerId)
    {
        var calls = new ToolCall[_calls.Count];
        for (int i = 0; i < calls.Length; i++)
        {
            Call call = _calls[i];
            string id = call.Id ?? "";
            string name = call.Name ?? "";
            string text = call.Text.ToString();
            calls[i] = call.IsCustom
                ? new CustomToolCall { Id = id, Custom = new() { Name = name, Input = text } }
                : new FunctionToolCall { Id = id, Function = new() { Name = name, Arguments = text } };
        }

        return MadeUpIds.Fill(calls, answerId);
    }

    private Call Find(ToolCallDelta piece)
    {
        string? id = string.IsNullOrWhiteSpace(piece.Id) ? null : piece.Id;
        if (piece.Index is { } index)
        {
            if (index >= MaxCalls)
                throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {index}");
            if (_byIndex.TryGetValue(index, out Call? open) && (id is null || open.Id is null || open.Id == id))
                return open;
            return _byIndex[index] = open is null ? Open() : WithId(id!);
        }

        if (id is not null)
            return WithId(id);
        return _calls.Count > 0 ? _calls[_calls.Count - 1] : Open();
    }

    private Call WithId(string id) => _calls.Find(call => call.Id == id) ?? Open();

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

        public string? Name { get; set; }

        public bool IsCustom { get; set; }

        public StringBuilder Text { get; } = new();
    }
}
