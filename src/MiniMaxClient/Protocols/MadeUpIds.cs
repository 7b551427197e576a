namespace MiniMaxClient.Protocols;

/// <summary>
/// Ids for tool calls that came without one, or with that of a call before: a result must be able to refer to its call.
/// </summary>
internal static class MadeUpIds
{
    /// <summary>An id that no other call of a conversation has, as far as the answer's own id is unique.</summary>
    /// <param name="answerId">The id of the answer.</param>
    /// <param name="place">The place of the call in it.</param>
    public static string Of(string? answerId, int place) => $"call_{(answerId is { Length: > 0 } id ? id + "_" : "")}{place}";

    /// <summary>The answer with an id of its own for each call.</summary>
    public static ChatCompletion Fill(ChatCompletion completion)
    {
        if (!completion.Choices.Any(static choice => NeedsIds(choice.Message) || HasUnmarkedCall(choice.Message)))
            return completion;
        return completion with
        {
            Choices = completion.Choices.Select(choice => choice.Message.ToolCalls is { Count: > 0 } calls
                ? choice with { Message = choice.Message with { ToolCalls = Fill(calls, completion.Id) } }
                : choice).ToArray(),
        };
    }

    /// <summary>The calls of one message with an id of its own for each.</summary>
    public static IReadOnlyList<ToolCall> Fill(IReadOnlyList<ToolCall> calls, string? answerId)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        bool[] isOwn = [.. calls.Select(call => IsOwn(call, ids))];
        return calls.Select((call, i) => Marked(isOwn[i] ? call : call with { Id = Unused(Of(answerId, i), ids) })).ToArray();
    }

    private static string Unused(string id, HashSet<string> ids)
    {
        string unused = id;
        for (int i = 2; !ids.Add(unused); i++)
            unused = $"{id}_{i}";
        return unused;
    }

    // A model's arguments that are no JSON object are replaced when the call is sent back; the app's own are not.
    private static ToolCall Marked(ToolCall call) => IsUnmarked(call)
        ? (FunctionToolCall)call with { Function = ((FunctionToolCall)call).Function with { HasUnusableArguments = true } }
        : call;

    private static bool IsUnmarked(ToolCall call) =>
        call is FunctionToolCall { Function: { HasUnusableArguments: false, Arguments: var arguments } }
        && !ArgumentsText.TryNormalize(arguments, out _);

    private static bool HasUnmarkedCall(AssistantMessage message) => message.ToolCalls?.Any(IsUnmarked) == true;

    private static bool NeedsIds(AssistantMessage message)
    {
        if (message.ToolCalls is not { Count: > 0 } calls)
            return false;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return !calls.All(call => IsOwn(call, ids));
    }

    private static bool IsOwn(ToolCall call, HashSet<string> ids) => !string.IsNullOrWhiteSpace(call.Id) && ids.Add(call.Id);
}
