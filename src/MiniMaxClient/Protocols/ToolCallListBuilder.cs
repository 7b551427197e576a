using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the tool calls of one message from its deltas.</summary>
/// <remarks>
/// The <c>index</c> or the <c>id</c> of a delta identifies its call. If a host omits both, or sends the same index for all
/// calls, a name starts a call and complete arguments end it. Arguments that are sent twice, or cumulatively, are used once
/// (hermes-agent#62937, term-llm#314, ogx#5462); other text after complete arguments makes them invalid. Id and name are set
/// once and never concatenated, because some hosts repeat the name in every delta.
/// </remarks>
internal sealed class ToolCallListBuilder
{
    /// <summary>The maximum number of calls, which also bounds their indexes; requests allow 128 tools.</summary>
    public const int MaxToolCalls = 1024;

    private readonly List<Call> _calls = [];
    private readonly Dictionary<int, Call> _callsByIndex = [];
    private int _chunkNumber;

    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Adds the deltas of one chunk.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">An index is out of range, or there are too many calls.</exception>
    public void Add(IReadOnlyList<ToolCallDelta> deltas)
    {
        _chunkNumber++;
        for (int i = 0; i < deltas.Count; i++)
            Add(deltas[i]);
    }

    /// <summary>Builds the calls so far.</summary>
    /// <param name="responseId">The id of the response, for the generated ids of calls without one.</param>
    public IReadOnlyList<ToolCall> Build(string? responseId)
    {
        var calls = new ToolCall[_calls.Count];
        for (int i = 0; i < calls.Length; i++)
            calls[i] = _calls[i].Build();
        return ToolCallIdGenerator.FillMissingIds(calls, responseId);
    }

    private void Add(ToolCallDelta delta)
    {
        string? id = string.IsNullOrWhiteSpace(delta.Id) ? null : delta.Id;
        string? name = GetName(delta);
        Call call = GetOrAddCall(delta, id, name);
        call.Id ??= id;
        call.Name ??= name;
        call.HasRepeatedName = name is not null && call.Arguments.IsComplete && string.IsNullOrWhiteSpace(GetArguments(delta));
        call.IsCustom |= delta.Custom is not null || delta.Type == "custom";
        call.AdditionalProperties.Add(delta.AdditionalPropertiesOrNull);
        call.InnerAdditionalProperties.Add(
            delta.Function?.AdditionalPropertiesOrNull ?? delta.Custom?.AdditionalPropertiesOrNull);
        call.LastChunkNumber = _chunkNumber;
        AppendArguments(call, GetArguments(delta));
    }

    private static string? GetName(ToolCallDelta delta) =>
        (delta.Function?.Name ?? delta.Custom?.Name) is { Length: > 0 } name ? name : null;

    private static string GetArguments(ToolCallDelta delta) => delta.Function?.Arguments ?? delta.Custom?.Input ?? "";

    private static void AppendArguments(Call call, string arguments)
    {
        // The input of a custom tool is arbitrary text, and may repeat itself.
        bool isCumulative = call.Arguments.IsPrefixOf(arguments)
            || (call.Arguments.IsEmptyObject && arguments.Length > 0 && arguments[0] == '{');
        if (isCumulative && !call.IsCustom)
            call.Arguments.Replace(arguments);
        else
            call.Arguments.Append(arguments);
    }

    private Call GetOrAddCall(ToolCallDelta delta, string? id, string? name)
    {
        Call? open = delta.Index is { } index ? FindCallByIndex(index) : FindCallById(id) ?? LastCall;
        Call call =
            open is null ? (IsContinuationOfLastCall(id, name) ? LastCall! : AddCall())
            : !IsNewCall(open, delta, id, name) ? open
            : id is null && name is null ? AddCall(open.Name)
            : id == open.Id ? AddCall()
            : FindCallById(id) ?? AddCall();
        if (delta.Index is { } callIndex)
            _callsByIndex[callIndex] = call;
        return call;
    }

    private Call? LastCall => _calls.Count > 0 ? _calls[_calls.Count - 1] : null;

    private Call? FindCallByIndex(int index)
    {
        if (index >= MaxToolCalls)
            throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {index}");
        return _callsByIndex.TryGetValue(index, out Call? call) ? call : null;
    }

    private Call? FindCallById(string? id) => id is null ? null : _calls.Find(call => call.Id == id);

    /// <summary>Determines whether a delta at a new index continues the last call: it has neither id nor name.</summary>
    private bool IsContinuationOfLastCall(string? id, string? name) =>
        id is null && name is null && LastCall is { Arguments: { IsEmpty: false, IsComplete: false } };

    /// <summary>Determines whether a delta starts a new call instead of continuing the open one.</summary>
    private bool IsNewCall(Call open, ToolCallDelta delta, string? id, string? name)
    {
        bool hasOtherName = name is not null && open.Name is not null && name != open.Name;
        if (id is not null && open.Id is not null)
        {
            // One host generates a new id for each delta: an id alone does not start a call before the arguments are complete.
            return hasOtherName
                || (id != open.Id
                    && (name is not null || HasNoContent(open, delta) || HasNewArguments(open, GetArguments(delta))));
        }

        // The name of a new call may arrive in a delta before its arguments.
        if (name is null)
            return open.HasRepeatedName && HasNewArguments(open, GetArguments(delta));
        if (open.Name is null)
            return false;
        return hasOtherName || open.LastChunkNumber == _chunkNumber || HasNewArguments(open, GetArguments(delta));
    }

    private static bool HasNoContent(Call open, ToolCallDelta delta) =>
        open is { Name: null, Arguments.IsEmpty: true } && string.IsNullOrWhiteSpace(GetArguments(delta));

    private static bool HasNewArguments(Call open, string text) =>
        open.Arguments.IsComplete && !open.Arguments.IsPrefixOf(text) && !string.IsNullOrWhiteSpace(text);

    private Call AddCall(string? name = null)
    {
        if (_calls.Count == MaxToolCalls)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {MaxToolCalls} tool calls");
        var call = new Call { Name = name };
        _calls.Add(call);
        return call;
    }

    private sealed class Call
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public bool IsCustom { get; set; }

        /// <summary>Whether the last delta repeats the name after complete arguments, without arguments of its own.</summary>
        public bool HasRepeatedName { get; set; }

        /// <summary>The number of the chunk that last added to the call.</summary>
        public int LastChunkNumber { get; set; }

        public ToolCallArgumentsBuffer Arguments { get; } = new();

        public AdditionalPropertiesBuilder AdditionalProperties { get; } = new();

        public AdditionalPropertiesBuilder InnerAdditionalProperties { get; } = new();

        public ToolCall Build() => IsCustom
            ? new CustomToolCall
            {
                Id = Id ?? "",
                Custom = new()
                {
                    Name = Name ?? "",
                    Input = Arguments.ToString(),
                    AdditionalProperties = InnerAdditionalProperties.Build(),
                },
                AdditionalProperties = AdditionalProperties.Build(),
            }
            : new FunctionToolCall
            {
                Id = Id ?? "",
                Function = new()
                {
                    Name = Name ?? "",
                    Arguments = Arguments.ToString(),
                    AdditionalProperties = InnerAdditionalProperties.Build(),
                },
                AdditionalProperties = AdditionalProperties.Build(),
            };
    }
}
