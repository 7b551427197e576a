namespace MiniMaxClient.Providers;

/// <summary>Finds, adds and removes the markers of the prompt cache in a request.</summary>
internal static class CacheMarkers
{
    // Of more, MiniMax uses only the last ones.
    private const int MaxCount = 4;

    /// <summary>Adds a problem for a request with too many markers.</summary>
    public static void ValidateCount(ChatCompletionRequest request, Action<string, string> addProblem)
    {
        string[] paths = HasAny(request) ? [.. GetPaths(request)] : [];
        if (paths.Length > MaxCount)
            addProblem(paths[MaxCount], $"is marker {MaxCount + 1} of {paths.Length}; the maximum of a request is {MaxCount}");
    }

    /// <summary>Gets the paths of the markers, in the order in which the provider reads the prompt.</summary>
    public static IEnumerable<string> GetPaths(ChatCompletionRequest request)
    {
        for (int i = 0; i < (request.Tools?.Count ?? 0); i++)
        {
            if (request.Tools![i] is { CacheControl: not null })
                yield return $"$.tools[{i}].cache_control";
        }

        IReadOnlyList<ChatMessage> messages = request.Messages ?? [];
        foreach (bool isSystem in (bool[])[true, false])
        {
            for (int i = 0; i < messages.Count; i++)
            {
                if (IsSystem(messages[i]) != isSystem)
                    continue;
                foreach (string path in GetPaths(messages[i]))
                    yield return $"$.messages[{i}]{path}";
            }
        }
    }

    /// <summary>Determines whether a request has a marker.</summary>
    public static bool HasAny(ChatCompletionRequest request) =>
        request.Tools?.Any(static tool => tool?.CacheControl is not null) == true || request.Messages?.Any(HasAny) == true;

    /// <summary>Removes all markers.</summary>
    public static ChatCompletionRequest RemoveAll(ChatCompletionRequest request) => request with
    {
        Tools = request.Tools is null ? null : [.. request.Tools.Select(static tool => tool with { CacheControl = null })],
        Messages = [.. request.Messages.Select(static message => HasAny(message) ? RemoveAll(message) : message)],
    };

    /// <summary>Adds the markers of <see cref="PromptCaching.Automatic"/>, as many as the request can have.</summary>
    public static ChatCompletionRequest AddMarkers(ChatCompletionRequest request)
    {
        int freeCount = MaxCount - GetPaths(request).Count();
        var messages = new List<ChatMessage>(request.Messages);

        // The longest prefix first: a later request reads from it even if the others do not fit.
        AddMarker(messages, FindLastStableMessage(messages), ref freeCount);
        if (!messages.Exists(static message => IsSystem(message) && HasAny(message)))
            AddMarker(messages, messages.FindLastIndex(IsSystem), ref freeCount);
        IReadOnlyList<Tool>? tools = request.Tools;
        if (freeCount > 0 && tools is { Count: > 0 } && tools.All(static tool => tool.CacheControl is null))
            tools = [.. tools.Take(tools.Count - 1), tools[tools.Count - 1] with { CacheControl = CacheControl.Ephemeral }];
        return request with { Messages = messages, Tools = tools };
    }

    private static void AddMarker(List<ChatMessage> messages, int index, ref int freeCount)
    {
        if (index < 0 || freeCount <= 0 || HasAny(messages[index]))
            return;
        messages[index] = messages[index] with { CacheControl = CacheControl.Ephemeral };
        freeCount--;
    }

    /// <summary>Finds the last message before the new ones of the user, which the next request contains unchanged.</summary>
    private static int FindLastStableMessage(List<ChatMessage> messages)
    {
        int index = messages.FindLastIndex(static message => message is not UserMessage);
        return index >= 0 && !IsSystem(messages[index]) ? index : -1;
    }

    private static IEnumerable<string> GetPaths(ChatMessage message)
    {
        ContentPart[] parts = [.. GetParts(message)];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] is { CacheControl: not null })
                yield return $".content[{i}].cache_control";
        }

        IReadOnlyList<ToolCall> calls = (message as AssistantMessage)?.ToolCalls ?? [];
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i] is { CacheControl: not null })
                yield return $".tool_calls[{i}].cache_control";
        }

        // A message and its last block have one marker.
        if (message is { CacheControl: not null } && !HasMarkerOnLastBlock(parts, calls))
            yield return ".cache_control";
    }

    private static bool HasMarkerOnLastBlock(ContentPart[] parts, IReadOnlyList<ToolCall> calls) => calls.Count > 0
        ? calls[calls.Count - 1] is { CacheControl: not null }
        : parts.Length > 0 && parts[parts.Length - 1] is { CacheControl: not null };

    private static bool HasAny(ChatMessage? message) => message is not null
        && (message.CacheControl is not null
            || GetParts(message).Any(static part => part?.CacheControl is not null)
            || (message as AssistantMessage)?.ToolCalls?.Any(static call => call?.CacheControl is not null) == true);

    private static ChatMessage RemoveAll(ChatMessage message) => (message with { CacheControl = null }) switch
    {
        SystemMessage system => system with { Content = RemoveAll(system.Content) },
        DeveloperMessage developer => developer with { Content = RemoveAll(developer.Content) },
        UserMessage user => user with { Content = RemoveAll(user.Content) },
        ToolMessage tool => tool with { Content = RemoveAll(tool.Content) },
        AssistantMessage assistant => assistant with
        {
            Content = assistant.Content is { } content ? RemoveAll(content) : null,
            ToolCalls = assistant.ToolCalls is { } calls
                ? [.. calls.Select(static call => call with { CacheControl = null })]
                : null,
        },
        var other => other,
    };

    private static MessageContent RemoveAll(MessageContent content) => content.Parts is { } parts
        ? MessageContent.Create([.. parts.Select(static part => part with { CacheControl = null })])
        : content;

    private static IReadOnlyList<ContentPart> GetParts(ChatMessage message) => message switch
    {
        SystemMessage { Content.Parts: { } parts } => parts,
        DeveloperMessage { Content.Parts: { } parts } => parts,
        UserMessage { Content.Parts: { } parts } => parts,
        ToolMessage { Content.Parts: { } parts } => parts,
        AssistantMessage { Content.Parts: { } parts } => parts,
        _ => [],
    };

    private static bool IsSystem(ChatMessage message) => message is SystemMessage or DeveloperMessage;
}
