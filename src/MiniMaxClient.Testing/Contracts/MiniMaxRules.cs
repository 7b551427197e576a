using System.Text.Json;
using MiniMaxClient.Testing.Answers;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>The rules of MiniMax for messages and tools beyond its schemas, with its own messages.</summary>
/// <remarks>
/// The rules hold for MiniMax's models. Another id, which only <see cref="MiniMaxEmulatorOptions.Models"/> allows, is served
/// as by a host of any models.
/// </remarks>
internal static class MiniMaxRules
{
    private const string EmptyContent = "chat content is empty";

    // Of one that is not the first message, and of any on the Messages API, which has a field for it (note-gen issue 918).
    private const string MisplacedSystem = "chat content has invalid message role: system";

    // Reported of tools on the Messages API and of replayed calls (gsd-2 issue 4538).
    private const string EmptyFunction = "function name or parameters is empty";

    // The roles of https://platform.minimax.io/docs/api-reference/text-chat-openai.
    private static readonly string[] ChatRoles = ["system", "user", "assistant", "tool"];
    private static readonly string[] TextsOfAssistant = ["reasoning_content", "reasoning", "refusal"];

    // Seen of "tools" on the chat route (github.com/MiniMax-AI/MiniMax-M2.5 issue 24), assumed here.
    private static readonly string[] ListsOfBlocks = ["tools", "stop_sequences"];

    /// <summary>The first violation in a chat completion request, or null.</summary>
    public static string? ProblemOfChat(JsonElement body) => IsMiniMaxs(body)
        ? First(body, "messages", ProblemOfRole)
            ?? First(body, "messages", ProblemOfTextBesideCalls)
            ?? ProblemOfMessages(body)
            ?? First(body, "tools", ProblemOfTool)
        : null;

    /// <summary>The first violation that a gateway with a schema of its own passes on to MiniMax, or null.</summary>
    public static string? ProblemBehindGateway(JsonElement body) => IsMiniMaxs(body) ? ProblemOfMessages(body) : null;

    /// <summary>The first violation in a request of the Messages API, or null.</summary>
    public static string? ProblemOfBlocks(JsonElement body) => IsMiniMaxs(body)
        ? (body.List("messages").Any(IsSystem) ? MisplacedSystem : null)
            ?? (IsEmpty(body.Part("system")) ? EmptyContent : null)
            ?? First(body, "messages", ProblemOfBlockMessage)
            ?? First(body, "tools", ProblemOfBlockTool)
            ?? ProblemOfLists(body)
        : null;

    private static bool IsMiniMaxs(JsonElement body) =>
        body.Text("model")?.Contains("MiniMax", StringComparison.OrdinalIgnoreCase) == true;

    private static string? First(JsonElement owner, string list, Func<JsonElement, string?> problem) =>
        owner.List(list).Select(problem).FirstOrDefault(found => found is not null);

    // github.com/MiniMax-AI/MiniMax-M2 issue 79, of "developer".
    private static string? ProblemOfRole(JsonElement message) =>
        message.Text("role") is { } role && !ChatRoles.Contains(role) ? $"invalid role: {role}" : null;

    private static string? ProblemOfMessages(JsonElement body)
    {
        int systems = body.List("messages").Count(IsSystem);
        // github.com/MiniMax-AI/MiniMax-M2 issue 51.
        if (systems > 1)
            return "invalid chat setting";
        return systems == 1 && !IsSystem(body.List("messages").First())
            ? MisplacedSystem
            : First(body, "messages", ProblemOfMessage);
    }

    private static bool IsSystem(JsonElement message) => message.Text("role") == "system";

    private static string? ProblemOfMessage(JsonElement message)
    {
        JsonElement? content = message.Part("content");
        bool mayLackText = SaysMore(message) && content?.ValueKind != JsonValueKind.Array;
        if (!mayLackText && (content is null or { ValueKind: JsonValueKind.Null } || IsEmpty(content)))
            return EmptyContent;
        return First(message, "tool_calls", call =>
            call.Part("function") is { } function ? ProblemOfCall(call.Text("id"), function.Text("name")) : null);
    }

    /// <summary>Whether a message of the assistant has calls, reasoning or a refusal, which need no text beside them.</summary>
    private static bool SaysMore(JsonElement message) => message.Text("role") == "assistant"
        && (HasCalls(message) || message.List("reasoning_details").Any()
            || TextsOfAssistant.Any(name => message.Text(name) is { Length: > 0 }));

    private static bool HasCalls(JsonElement message) => message.List("tool_calls").Any();

    // Reports differ: "" beside calls is accepted, or rejected where null is accepted (TinyHarness pull request 36). The
    // stricter one is played where null may be sent; AIML API's schemas of M2.x allow only a string.
    private static string? ProblemOfTextBesideCalls(JsonElement message) =>
        HasCalls(message) && IsEmpty(message.Part("content")) ? EmptyContent : null;

    private static string? ProblemOfBlockMessage(JsonElement message) =>
        IsEmpty(message.Part("content")) ? EmptyContent : First(message, "content", ProblemOfBlock);

    private static string? ProblemOfBlock(JsonElement block) => block.Text("type") switch
    {
        "tool_use" => ProblemOfCall(block.Text("id"), block.Text("name")),
        "tool_result" when IsEmpty(block.Part("content")) => EmptyContent,
        _ => null,
    };

    // github.com/Kilo-Org/kilocode issue 3967, of the id.
    private static string? ProblemOfCall(string? id, string? name) =>
        string.IsNullOrEmpty(id) ? "tool call id is invalid" : string.IsNullOrEmpty(name) ? EmptyFunction : null;

    private static string? ProblemOfTool(JsonElement tool)
    {
        JsonElement? function = tool.Part("function");
        if (string.IsNullOrEmpty(function?.Text("name")))
            return EmptyFunction;
        // github.com/QwenLM/qwen-code issue 11834.
        return function?.Part("parameters") is null or { ValueKind: JsonValueKind.Null } ? "function parameters is empty" : null;
    }

    private static string? ProblemOfBlockTool(JsonElement tool) =>
        string.IsNullOrEmpty(tool.Text("name")) || tool.Part("input_schema") is null or { ValueKind: JsonValueKind.Null }
            ? EmptyFunction
            : null;

    private static string? ProblemOfLists(JsonElement body) => ListsOfBlocks
        .Where(name => body.Part(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0)
        .Select(name => Rule.At("Array must contain at least 1 element(s)", name))
        .FirstOrDefault();

    /// <summary>Whether a content is a text without characters, or a list without items or with such a text.</summary>
    private static bool IsEmpty(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.ValueEquals(""),
        { ValueKind: JsonValueKind.Array } parts =>
            parts.GetArrayLength() == 0 || parts.EnumerateArray().Any(part => part.Text("text") is ""),
        _ => false,
    };
}
