using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>Validates messages and tools with the rules of MiniMax that its schemas do not state.</summary>
/// <remarks>
/// The rules and their messages apply to MiniMax's models only, not to other ids of <see cref="MiniMaxEmulatorOptions.Models"/>.
/// </remarks>
internal static class MiniMaxRules
{
    private const string EmptyContentMessage = "chat content is empty";

    // Reported for a system message that is not the first message, and for any on the Messages API, which has a field for the
    // system prompt (note-gen issue 918).
    private const string MisplacedSystemMessage = "chat content has invalid message role: system";

    // Reported for tools on the Messages API and for replayed calls (gsd-2 issue 4538).
    private const string EmptyFunctionMessage = "function name or parameters is empty";

    // The roles of https://platform.minimax.io/docs/api-reference/text-chat-openai.
    private static readonly string[] ChatRoles = ["system", "user", "assistant", "tool"];
    private static readonly string[] AssistantTextFields = ["reasoning_content", "reasoning", "refusal"];

    // Reported for "tools" of chat completions (github.com/MiniMax-AI/MiniMax-M2.5 issue 24), assumed here.
    private static readonly string[] NonEmptyListFields = ["tools", "stop_sequences"];

    /// <summary>Returns the first violation in a chat completion request, or null.</summary>
    public static string? ValidateChatRequest(JsonElement body) => IsMiniMaxModel(body)
        ? FindFirstProblem(body, "messages", ValidateRole)
            ?? FindFirstProblem(body, "messages", ValidateTextWithToolCalls)
            ?? ValidateChatMessages(body)
            ?? FindFirstProblem(body, "tools", ValidateFunctionTool)
        : null;

    /// <summary>Returns the first violation in a request that a gateway with its own schema forwards, or null.</summary>
    public static string? ValidateForwardedRequest(JsonElement body) => IsMiniMaxModel(body) ? ValidateChatMessages(body) : null;

    /// <summary>Returns the first violation in a request of the Messages API, or null.</summary>
    public static string? ValidateMessagesRequest(JsonElement body) => IsMiniMaxModel(body)
        ? (body.EnumerateArrayOrEmpty("messages").Any(IsSystem) ? MisplacedSystemMessage : null)
            ?? (IsEmptyContent(body.GetPropertyOrNull("system")) ? EmptyContentMessage : null)
            ?? FindFirstProblem(body, "messages", ValidateBlockMessage)
            ?? FindFirstProblem(body, "tools", ValidateMessagesTool)
            ?? ValidateNonEmptyLists(body)
        : null;

    private static bool IsMiniMaxModel(JsonElement body) => body.GetStringOrNull("model") is { } model
        && (model.Contains("MiniMax", StringComparison.OrdinalIgnoreCase) || model == "M2-her");

    private static string? FindFirstProblem(JsonElement owner, string list, Func<JsonElement, string?> validate) =>
        owner.EnumerateArrayOrEmpty(list).Select(validate).FirstOrDefault(problem => problem is not null);

    // github.com/MiniMax-AI/MiniMax-M2 issue 79, for "developer".
    private static string? ValidateRole(JsonElement message) =>
        message.GetStringOrNull("role") is { } role && !ChatRoles.Contains(role) ? $"invalid role: {role}" : null;

    private static string? ValidateChatMessages(JsonElement body)
    {
        int systemMessages = body.EnumerateArrayOrEmpty("messages").Count(IsSystem);
        // github.com/MiniMax-AI/MiniMax-M2 issue 51.
        if (systemMessages > 1)
            return "invalid chat setting";
        return systemMessages == 1 && !IsSystem(body.EnumerateArrayOrEmpty("messages").First())
            ? MisplacedSystemMessage
            : FindFirstProblem(body, "messages", ValidateChatMessage);
    }

    private static bool IsSystem(JsonElement message) => message.GetStringOrNull("role") == "system";

    private static string? ValidateChatMessage(JsonElement message)
    {
        JsonElement? content = message.GetPropertyOrNull("content");
        bool isTextOptional = HasContentBesidesText(message) && content?.ValueKind != JsonValueKind.Array;
        if (!isTextOptional && (content is null or { ValueKind: JsonValueKind.Null } || IsEmptyContent(content)))
            return EmptyContentMessage;
        return FindFirstProblem(message, "tool_calls", call =>
            call.GetPropertyOrNull("function") is { } function
                ? ValidateToolCall(call.GetStringOrNull("id"), function.GetStringOrNull("name"))
                : null);
    }

    /// <summary>Determines whether an assistant message has calls, reasoning or a refusal, with which text is optional.</summary>
    private static bool HasContentBesidesText(JsonElement message) => message.GetStringOrNull("role") == "assistant"
        && (HasToolCalls(message) || message.EnumerateArrayOrEmpty("reasoning_details").Any()
            || AssistantTextFields.Any(name => message.GetStringOrNull(name) is { Length: > 0 }));

    private static bool HasToolCalls(JsonElement message) => message.EnumerateArrayOrEmpty("tool_calls").Any();

    // Reports differ: "" with tool calls is accepted, or is rejected while null is accepted (TinyHarness pull request 36). The
    // emulator is strict where null is allowed; AIML API's schemas of M2.x allow only a string.
    private static string? ValidateTextWithToolCalls(JsonElement message) =>
        HasToolCalls(message) && IsEmptyContent(message.GetPropertyOrNull("content")) ? EmptyContentMessage : null;

    private static string? ValidateBlockMessage(JsonElement message) =>
        IsEmptyContent(message.GetPropertyOrNull("content"))
            ? EmptyContentMessage
            : FindFirstProblem(message, "content", ValidateContentBlock);

    private static string? ValidateContentBlock(JsonElement block) => block.GetStringOrNull("type") switch
    {
        "tool_use" => ValidateToolCall(block.GetStringOrNull("id"), block.GetStringOrNull("name")),
        "tool_result" when IsEmptyContent(block.GetPropertyOrNull("content")) => EmptyContentMessage,
        _ => null,
    };

    // github.com/Kilo-Org/kilocode issue 3967, for the id.
    private static string? ValidateToolCall(string? id, string? name) =>
        string.IsNullOrEmpty(id) ? "tool call id is invalid"
        : string.IsNullOrEmpty(name) ? EmptyFunctionMessage
        : null;

    private static string? ValidateFunctionTool(JsonElement tool)
    {
        JsonElement? function = tool.GetPropertyOrNull("function");
        if (string.IsNullOrEmpty(function?.GetStringOrNull("name")))
            return EmptyFunctionMessage;
        // github.com/QwenLM/qwen-code issue 11834.
        return function?.GetPropertyOrNull("parameters") is null or { ValueKind: JsonValueKind.Null }
            ? "function parameters is empty"
            : null;
    }

    private static string? ValidateMessagesTool(JsonElement tool) =>
        string.IsNullOrEmpty(tool.GetStringOrNull("name"))
            || tool.GetPropertyOrNull("input_schema") is null or { ValueKind: JsonValueKind.Null }
            ? EmptyFunctionMessage
            : null;

    private static string? ValidateNonEmptyLists(JsonElement body) => NonEmptyListFields
        .Where(name => body.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0)
        .Select(name => JsonRule.FormatAtPath("Array must contain at least 1 element(s)", name))
        .FirstOrDefault();

    /// <summary>Determines whether content is an empty text, an empty list, or a list with an empty text.</summary>
    private static bool IsEmptyContent(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.ValueEquals(""),
        { ValueKind: JsonValueKind.Array } parts =>
            parts.GetArrayLength() == 0 || parts.EnumerateArray().Any(part => part.GetStringOrNull("text") is ""),
        _ => false,
    };
}
