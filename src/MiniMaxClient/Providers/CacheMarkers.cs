namespace MiniMaxClient.Providers;

/// <summary>Finds, adds and removes the markers of the prompt cache in a request.</summary>
internal static class CacheMarkers
{
    // MiniMax uses only the last four of more markers.
    private const int MaxCount = 4;

    private const string Property = "cache_control";

    /// <summary>Adds a problem for each marker without a type and for a request with too many markers.</summary>
    public static void Validate(ChatCompletionRequest request, Action<string, string> addProblem)
    {
        if (!IsMarked(request))
            return;
        int count = 0;
        foreach ((string path, CacheControl? marker) in GetMarkers(request))
        {
            if (marker is { Type: null or "" })
                addProblem(path, "has no type");
            if (++count == MaxCount + 1)
                addProblem(path, $"is marker {count}; the maximum of a request is {MaxCount}");
        }
    }

    /// <summary>Determines whether a request has a marker.</summary>
    public static bool HasAny(ChatCompletionRequest request) =>
        IsMarked(request) && GetMarkers(request).Any(static one => one.Marker is not null);

    /// <summary>Removes all markers of a valid request.</summary>
    public static ChatCompletionRequest RemoveAll(ChatCompletionRequest request) => request with
    {
        Tools = request.Tools is { } tools ? [.. tools.Select(static tool => tool with { CacheControl = null })] : null,
        Messages =
        [
            .. request.Messages.Select(static message => GetMarkers(message).Any() ? RemoveAll(message) : message),
        ],
    };

    /// <summary>Adds the markers of <see cref="PromptCaching.Automatic"/> to a valid request, as many as it can have.</summary>
    public static ChatCompletionRequest AddMarkers(ChatCompletionRequest request)
    {
        int freeCount = MaxCount - GetMarkers(request).Count();
        var messages = new List<ChatMessage>(request.Messages);

        // The longest prefix first: a later request reads from it even if the others do not fit.
        AddMarker(messages, FindLastStableMessage(messages), ref freeCount);
        if (!messages.Exists(static message => IsSystem(message) && GetMarkers(message).Any()))
            AddMarker(messages, messages.FindLastIndex(IsSystem), ref freeCount);
        IReadOnlyList<Tool>? tools = request.Tools;
        if (freeCount > 0 && tools is { Count: > 0 } && !tools.Any(static tool => HasMarker(tool, tool.CacheControl)))
            tools = [.. tools.Take(tools.Count - 1), tools[tools.Count - 1] with { CacheControl = CacheControl.Ephemeral }];
        return request with { Messages = messages, Tools = tools };
    }

    /// <summary>
    /// Gets the markers in the order in which the provider reads the prompt; null for one that is an additional property.
    /// </summary>
    internal static IEnumerable<(string Path, CacheControl? Marker)> GetMarkers(ChatCompletionRequest request)
    {
        IReadOnlyList<Tool> tools = request.Tools ?? [];
        for (int i = 0; i < tools.Count; i++)
        {
            if (HasMarker(tools[i], tools[i]?.CacheControl))
                yield return ($"$.tools[{i}].{Property}", tools[i].CacheControl);
        }

        IReadOnlyList<ChatMessage> messages = request.Messages ?? [];
        foreach (bool isSystem in (bool[])[true, false])
        {
            for (int i = 0; i < messages.Count; i++)
            {
                if (IsSystem(messages[i]) != isSystem)
                    continue;
                foreach ((string path, CacheControl? marker) in GetMarkers(messages[i]))
                    yield return ($"$.messages[{i}]{path}", marker);
            }
        }
    }

    private static IEnumerable<(string Path, CacheControl? Marker)> GetMarkers(ChatMessage message)
    {
        IReadOnlyList<ContentPart> parts = GetParts(message);
        IReadOnlyList<ToolCall> calls = (message as AssistantMessage)?.ToolCalls ?? [];

        // The result of a tool is one block.
        int first = message is ToolMessage ? Math.Max(0, parts.Count - 1) : 0;
        for (int i = first; i < parts.Count; i++)
        {
            if (HasMarker(parts[i], parts[i]?.CacheControl))
                yield return ($".content[{i}].{Property}", parts[i].CacheControl);
        }

        for (int i = 0; i < calls.Count; i++)
        {
            if (HasMarker(calls[i], calls[i]?.CacheControl))
                yield return ($".tool_calls[{i}].{Property}", calls[i].CacheControl);
        }

        // A message and its last block have one marker.
        SchemaObject? lastBlock = calls.Count > 0 ? calls[calls.Count - 1] : parts.Count > 0 ? parts[parts.Count - 1] : null;
        CacheControl? lastMarker = (lastBlock as ToolCall)?.CacheControl ?? (lastBlock as ContentPart)?.CacheControl;
        if (HasMarker(message, message?.CacheControl) && !HasMarker(lastBlock, lastMarker))
            yield return ($".{Property}", message!.CacheControl);
    }

    /// <summary>Determines whether a request has a marker, as a property or an additional property.</summary>
    /// <remarks>It allocates nothing, because it runs for each message of each call.</remarks>
    private static bool IsMarked(ChatCompletionRequest request)
    {
        for (int i = 0; i < (request.Tools?.Count ?? 0); i++)
        {
            if (HasMarker(request.Tools![i], request.Tools[i]?.CacheControl))
                return true;
        }

        for (int i = 0; i < (request.Messages?.Count ?? 0); i++)
        {
            if (IsMarked(request.Messages![i]))
                return true;
        }

        return false;
    }

    private static bool IsMarked(ChatMessage? message)
    {
        if (HasMarker(message, message?.CacheControl))
            return true;
        IReadOnlyList<ContentPart> parts = GetParts(message);
        for (int i = 0; i < parts.Count; i++)
        {
            if (HasMarker(parts[i], parts[i]?.CacheControl))
                return true;
        }

        IReadOnlyList<ToolCall>? calls = (message as AssistantMessage)?.ToolCalls;
        for (int i = 0; i < (calls?.Count ?? 0); i++)
        {
            if (HasMarker(calls![i], calls[i]?.CacheControl))
                return true;
        }

        return false;
    }

    private static bool HasMarker(SchemaObject? block, CacheControl? marker) =>
        marker is not null || block?.AdditionalPropertiesOrNull?.ContainsKey(Property) == true;

    private static void AddMarker(List<ChatMessage> messages, int index, ref int freeCount)
    {
        if (index < 0 || freeCount <= 0 || GetMarkers(messages[index]).Any())
            return;
        messages[index] = messages[index] with { CacheControl = CacheControl.Ephemeral };
        freeCount--;
    }

    /// <summary>Finds the last message before the new ones of the user, which the next request contains unchanged.</summary>
    private static int FindLastStableMessage(List<ChatMessage> messages)
    {
        // An assistant message at the end is the start of the response, which the next request contains completely.
        int end = messages[messages.Count - 1] is AssistantMessage ? messages.Count - 1 : messages.Count;
        int index = end == 0 ? -1 : messages.FindLastIndex(end - 1, static message => message is not UserMessage);
        while (index >= 0 && messages[index] is AssistantMessage assistant && !HasMarkableBlock(assistant))
            index--;
        return index >= 0 && !IsSystem(messages[index]) ? index : -1;
    }

    // Reasoning cannot have a marker.
    private static bool HasMarkableBlock(AssistantMessage message) =>
        message.HasToolCalls || !string.IsNullOrWhiteSpace(message.Text) || !string.IsNullOrWhiteSpace(message.Refusal);

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

    private static IReadOnlyList<ContentPart> GetParts(ChatMessage? message) => message switch
    {
        SystemMessage { Content.Parts: { } parts } => parts,
        DeveloperMessage { Content.Parts: { } parts } => parts,
        UserMessage { Content.Parts: { } parts } => parts,
        ToolMessage { Content.Parts: { } parts } => parts,
        AssistantMessage { Content.Parts: { } parts } => parts,
        _ => [],
    };

    private static bool IsSystem(ChatMessage? message) => message is SystemMessage or DeveloperMessage;
}
