using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the tool calls of one message from its deltas.</summary>
/// <remarks>
/// The <c>index</c> of a delta names its call, and so does its <c>id</c>. Where a host leaves both out, or sends the same index
/// for all calls, a name begins a call, and complete arguments end one. Arguments that are sent twice, or each time from the
/// start, are counted once (hermes-agent#62937, term-llm#314, ogx#5462); other text after complete arguments makes them invalid.
/// Id and name are set once and never joined: hosts that repeat the name on every delta would double it.
/// </remarks>
internal sealed class ToolCallAssembler
{
    /// <summary>More calls than this, or a higher index, is rejected; requests allow 128 tools.</summary>
    public const int MaxCalls = 1024;

    private readonly List<Call> _calls = [];
    private readonly Dictionary<int, Call> _byIndex = [];
    private int _chunk;

    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Adds the deltas of one chunk.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">An index is out of bounds, or there are too many calls.</exception>
    public void Add(IReadOnlyList<ToolCallDelta> deltas)
    {
        _chunk++;
        for (int i = 0; i < deltas.Count; i++)
            Add(deltas[i]);
    }

    /// <param name="responseId">The id of the response, for the ids of calls that came without one of their own.</param>
    public IReadOnlyList<ToolCall> Build(string? responseId)
    {
        var calls = new ToolCall[_calls.Count];
        for (int i = 0; i < calls.Length; i++)
            calls[i] = _calls[i].Build();
        return MadeUpIds.Fill(calls, responseId);
    }

    private void Add(ToolCallDelta delta)
    {
        string? id = string.IsNullOrWhiteSpace(delta.Id) ? null : delta.Id;
        string? name = Name(delta);
        Call call = Find(delta, id, name);
        call.Id ??= id;
        call.Name ??= name;
        call.IsNamedAgain = name is not null && call.Text.IsComplete && string.IsNullOrWhiteSpace(Text(delta));
        call.IsCustom |= delta.Custom is not null || delta.Type == "custom";
        call.Others.Add(delta.Others);
        call.InnerOthers.Add(delta.Function?.Others ?? delta.Custom?.Others);
        call.LastChunk = _chunk;
        AddText(call, Text(delta));
    }

    private static string? Name(ToolCallDelta delta) =>
        (delta.Function?.Name ?? delta.Custom?.Name) is { Length: > 0 } name ? name : null;

    private static string Text(ToolCallDelta delta) => delta.Function?.Arguments ?? delta.Custom?.Input ?? "";

    private static void AddText(Call call, string text)
    {
        // The input of a custom tool is any text, and may repeat itself.
        bool isAllSoFar = call.Text.IsStartOf(text) || (call.Text.IsEmptyObject && text.Length > 0 && text[0] == '{');
        if (isAllSoFar && !call.IsCustom)
            call.Text.Replace(text);
        else
            call.Text.Append(text);
    }

    private Call Find(ToolCallDelta delta, string? id, string? name)
    {
        Call? open = delta.Index is { } index ? AtIndex(index) : WithId(id) ?? Last;
        Call call =
            open is null ? (ContinuesLast(id, name) ? Last! : Open())
            : !Begins(open, delta, id, name) ? open
            : id is null && name is null ? Open(open.Name)
            : id == open.Id ? Open()
            : WithId(id) ?? Open();
        if (delta.Index is { } place)
            _byIndex[place] = call;
        return call;
    }

    private Call? Last => _calls.Count > 0 ? _calls[_calls.Count - 1] : null;

    private Call? AtIndex(int index)
    {
        if (index >= MaxCalls)
            throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {index}");
        return _byIndex.TryGetValue(index, out Call? call) ? call : null;
    }

    private Call? WithId(string? id) => id is null ? null : _calls.Find(call => call.Id == id);

    /// <summary>Whether a delta at a new index goes on with the last call: it has nothing that begins one.</summary>
    private bool ContinuesLast(string? id, string? name) =>
        id is null && name is null && Last is { Text: { IsEmpty: false, IsComplete: false } };

    /// <summary>Whether a delta begins another call than the one that its index, its id or its position stands for.</summary>
    private bool Begins(Call open, ToolCallDelta delta, string? id, string? name)
    {
        bool hasOtherName = name is not null && open.Name is not null && name != open.Name;
        if (id is not null && open.Id is not null)
        {
            // A host was seen that makes a new id for each delta: without a name, and before the arguments end, no call begins.
            return hasOtherName
                || (id != open.Id && (name is not null || HasNothing(open, delta) || BeginsOtherArguments(open, Text(delta))));
        }

        // Its name may come before, with empty arguments.
        if (name is null)
            return open.IsNamedAgain && BeginsOtherArguments(open, Text(delta));
        if (open.Name is null)
            return false;
        return hasOtherName || open.LastChunk == _chunk || BeginsOtherArguments(open, Text(delta));
    }

    private static bool HasNothing(Call open, ToolCallDelta delta) =>
        open is { Name: null, Text.IsEmpty: true } && string.IsNullOrWhiteSpace(Text(delta));

    private static bool BeginsOtherArguments(Call open, string text) =>
        open.Text.IsComplete && !open.Text.IsStartOf(text) && !string.IsNullOrWhiteSpace(text);

    private Call Open(string? name = null)
    {
        if (_calls.Count == MaxCalls)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {MaxCalls} tool calls");
        var call = new Call { Name = name };
        _calls.Add(call);
        return call;
    }

    private sealed class Call
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public bool IsCustom { get; set; }

        /// <summary>Whether the last delta has the name once more, after complete arguments, and none of its own.</summary>
        public bool IsNamedAgain { get; set; }

        /// <summary>The number of the chunk that last added to the call.</summary>
        public int LastChunk { get; set; }

        public ArgumentsBuffer Text { get; } = new();

        public AdditionalPropertiesBuilder Others { get; } = new();

        public AdditionalPropertiesBuilder InnerOthers { get; } = new();

        public ToolCall Build() => IsCustom
            ? new CustomToolCall
            {
                Id = Id ?? "",
                Custom = new() { Name = Name ?? "", Input = Text.ToString(), AdditionalProperties = InnerOthers.Build() },
                AdditionalProperties = Others.Build(),
            }
            : new FunctionToolCall
            {
                Id = Id ?? "",
                Function = new() { Name = Name ?? "", Arguments = Text.ToString(), AdditionalProperties = InnerOthers.Build() },
                AdditionalProperties = Others.Build(),
            };
    }
}
