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
        if (!completion.Choices.Any(static choice => NeedsIds(choice.Message)))
            return completion;
        return completion with
        {
            Choices = completion.Choices.Select(choice => !NeedsIds(choice.Message) ? choice : choice with
            {
                Message = choice.Message with { ToolCalls = Fill(choice.Message.ToolCalls!, completion.Id) },
            }).ToArray(),
        };
    }

    /// <summary>The calls of one message with an id of its own for each.</summary>
    public static IReadOnlyList<ToolCall> Fill(IReadOnlyList<ToolCall> calls, string? answerId)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        bool[] isOwn = [.. calls.Select(call => IsOwn(call, ids))];
        return calls.Select((call, i) => isOwn[i] ? call : call with { Id = Unused(Of(answerId, i), ids) }).ToArray();
    }

    private static string Unused(string id, HashSet<string> ids)
    {
        string unused = id;
        for (int i = 2; !ids.Add(unused); i++)
            unused = $"{id}_{i}";
        return unused;
    }

    private static bool NeedsIds(AssistantMessage message)
    {
        if (message.ToolCalls is not { Count: > 0 } calls)
            return false;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return !calls.All(call => IsOwn(call, ids));
    }

    private static bool IsOwn(ToolCall call, HashSet<string> ids) => !string.IsNullOrWhiteSpace(call.Id) && ids.Add(call.Id);
}
