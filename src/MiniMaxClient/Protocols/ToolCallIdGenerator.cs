namespace MiniMaxClient.Protocols;

/// <summary>
/// Ids for tool calls that came without one, or with that of a call before: a result must be able to refer to its call.
/// </summary>
internal static class ToolCallIdGenerator
{
    /// <summary>An id that no other call of a conversation has, as far as the answer's own id is unique.</summary>
    /// <param name="responseId">The id of the answer.</param>
    /// <param name="index">The place of the call in it.</param>
    public static string CreateId(string? responseId, int index) =>
        $"call_{(responseId is { Length: > 0 } id ? id + "_" : "")}{index}";

    /// <summary>The answer with an id of its own for each call.</summary>
    public static ChatCompletion FillMissingIds(ChatCompletion completion)
    {
        if (!completion.Choices.Any(static choice => ShouldFillIds(choice.Message) || ShouldMarkAnyCall(choice.Message)))
            return completion;
        return completion with
        {
            Choices = completion.Choices.Select(choice => choice.Message.ToolCalls is { Count: > 0 } calls
                ? choice with { Message = choice.Message with { ToolCalls = FillMissingIds(calls, completion.Id) } }
                : choice).ToArray(),
        };
    }

    /// <summary>The calls of one message with an id of its own for each.</summary>
    public static IReadOnlyList<ToolCall> FillMissingIds(IReadOnlyList<ToolCall> calls, string? responseId)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        bool[] isOwn = [.. calls.Select(call => HasUniqueId(call, ids))];
        return calls.Select((call, i) =>
            MarkUnusableArguments(isOwn[i] ? call : call with { Id = CreateUnusedId(CreateId(responseId, i), ids) })).ToArray();
    }

    private static string CreateUnusedId(string id, HashSet<string> ids)
    {
        string unused = id;
        for (int i = 2; !ids.Add(unused); i++)
            unused = $"{id}_{i}";
        return unused;
    }

    // A model's arguments that are no JSON object are replaced when the call is sent back; the app's own are not.
    private static ToolCall MarkUnusableArguments(ToolCall call) => ShouldMarkArguments(call)
        ? (FunctionToolCall)call with { Function = ((FunctionToolCall)call).Function with { HasUnusableArguments = true } }
        : call;

    private static bool ShouldMarkArguments(ToolCall call) =>
        call is FunctionToolCall { Function: { HasUnusableArguments: false, Arguments: var arguments } }
        && !ToolArgumentsJson.TryNormalize(arguments, out _);

    private static bool ShouldMarkAnyCall(AssistantMessage message) => message.ToolCalls?.Any(ShouldMarkArguments) == true;

    private static bool ShouldFillIds(AssistantMessage message)
    {
        if (message.ToolCalls is not { Count: > 0 } calls)
            return false;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return !calls.All(call => HasUniqueId(call, ids));
    }

    private static bool HasUniqueId(ToolCall call, HashSet<string> ids) =>
        !string.IsNullOrWhiteSpace(call.Id) && ids.Add(call.Id);
}
