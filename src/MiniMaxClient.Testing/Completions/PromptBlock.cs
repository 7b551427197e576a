using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents a part of a prompt, at whose end a cached prefix can end.</summary>
/// <param name="Content">The content, without the cache marker, which is not part of the prompt.</param>
/// <param name="Characters">The characters that count as tokens.</param>
/// <param name="HasMarker">Whether the block has <c>cache_control</c>.</param>
internal readonly record struct PromptBlock(string Content, int Characters, bool HasMarker)
{
    private const string Marker = "cache_control";

    /// <summary>Reads the blocks of a request of the Messages API in the order of the prompt: tools, system, messages.</summary>
    public static IReadOnlyList<PromptBlock> ReadMessages(JsonElement body)
    {
        List<PromptBlock> blocks = [];
        foreach (JsonElement tool in body.EnumerateArrayOrEmpty("tools"))
        {
            int characters = MessagesRequestBody.CountToolCharacters(tool);
            blocks.Add(new("tool:" + WriteWithoutMarker(tool), characters, HasOwnMarker(tool)));
        }

        AddContent(blocks, "system", body.GetPropertyOrNull("system"));
        foreach (JsonElement message in body.EnumerateArrayOrEmpty("messages"))
            AddContent(blocks, message.GetStringOrNull("role") ?? "", message.GetPropertyOrNull("content"));
        return blocks;
    }

    /// <summary>Reads the blocks of a chat completion request, which has no markers: tools and messages.</summary>
    public static IReadOnlyList<PromptBlock> ReadChat(JsonElement body) =>
    [
        .. body.EnumerateArrayOrEmpty("tools")
            .Select(static tool => new PromptBlock(tool.GetRawText(), ChatRequestBody.CountToolCharacters(tool), false)),
        .. body.EnumerateArrayOrEmpty("messages")
            .Select(static message => new PromptBlock(message.GetRawText(), ChatRequestBody.GetText(message).Length, false)),
    ];

    // A string is the same prompt as one block of text. Replayed thinking is not part of the prompt.
    private static void AddContent(List<PromptBlock> blocks, string role, JsonElement? content)
    {
        if (content is { ValueKind: JsonValueKind.String } text)
            blocks.Add(new($"{role}:text:{text.GetString()}", text.GetString()!.Length, HasMarker: false));
        if (content is not { ValueKind: JsonValueKind.Array } items)
            return;
        foreach (JsonElement item in items.EnumerateArray())
        {
            string? type = item.GetStringOrNull("type");
            if (type is "thinking" or "redacted_thinking")
                continue;
            string value = type == "text" ? $"text:{item.GetStringOrNull("text")}" : WriteWithoutMarker(item);
            bool hasMarker = HasOwnMarker(item) || item.EnumerateArrayOrEmpty("content").Any(HasOwnMarker);
            blocks.Add(new($"{role}:{value}", MessagesRequestBody.CountBlockCharacters(item), hasMarker));
        }
    }

    private static bool HasOwnMarker(JsonElement block) =>
        block.GetPropertyOrNull(Marker)?.GetStringOrNull("type") == "ephemeral";

    // The content of a tool result has blocks, which can have markers too.
    private static string WriteWithoutMarker(JsonElement block) =>
        block.ValueKind != JsonValueKind.Object
            ? block.GetRawText()
            : string.Join(',', block.EnumerateObject().Where(static property => property.Name != Marker).Select(static property =>
                property is { Name: "content", Value.ValueKind: JsonValueKind.Array }
                    ? $"content:[{string.Join(',', property.Value.EnumerateArray().Select(WriteWithoutMarker))}]"
                    : $"{property.Name}:{property.Value.GetRawText()}"));
}
