using System.Text.Json;

namespace MiniMaxClient.Neighbours.Tests;

/// <summary>Assertions about a request that the emulator received, in the OpenAI and the Anthropic format.</summary>
internal static class SentRequest
{
    public static JsonElement[] Messages(this RecordedRequest request) =>
        [.. request.Json.GetProperty("messages").EnumerateArray()];

    public static string Role(this JsonElement message) => message.GetProperty("role").GetString()!;

    public static string[] Roles(this RecordedRequest request) => [.. request.Messages().Select(Role)];

    /// <summary>The instructions at the start, null without.</summary>
    public static string? System(this RecordedRequest request)
    {
        if (request.Json.TryGetProperty("system", out JsonElement system))
            return Text(system);
        JsonElement first = request.Messages()[0];
        return first.Role() == "system" ? Text(first.GetProperty("content")) : null;
    }

    /// <summary>The calls in the history, with the arguments as JSON text.</summary>
    public static SentCall[] ToolCalls(this RecordedRequest request) =>
    [
        .. from message in request.Messages()
           where message.TryGetProperty("tool_calls", out _)
           from call in message.GetProperty("tool_calls").EnumerateArray()
           let function = call.GetProperty("function")
           select new SentCall(
               call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!,
               function.GetProperty("arguments").GetString()!),
        .. from block in request.Blocks("tool_use")
           select new SentCall(
               block.GetProperty("id").GetString()!, block.GetProperty("name").GetString()!,
               block.GetProperty("input").GetRawText()),
    ];

    /// <summary>The results in the history.</summary>
    public static SentResult[] ToolResults(this RecordedRequest request) =>
    [
        .. from message in request.Messages()
           where message.Role() == "tool"
           select new SentResult(message.GetProperty("tool_call_id").GetString()!, Text(message.GetProperty("content")), false),
        .. from block in request.Blocks("tool_result")
           select new SentResult(
               block.GetProperty("tool_use_id").GetString()!, Text(block.GetProperty("content")),
               block.TryGetProperty("is_error", out JsonElement failed) && failed.GetBoolean()),
    ];

    /// <summary>Fails when a call has no result, or a result no call.</summary>
    public static void AssertEveryResultHasItsCall(this RecordedRequest request) => Assert.Equal(
        request.ToolCalls().Select(static call => call.Id), request.ToolResults().Select(static result => result.Id));

    /// <summary>Fails when an assistant message has neither text nor calls nor reasoning.</summary>
    public static void AssertNoAssistantMessageIsEmpty(this RecordedRequest request) => Assert.All(
        request.Messages().Where(static message => message.Role() == "assistant"),
        static message => Assert.True(
            message.TryGetProperty("tool_calls", out _) || Text(message.GetProperty("content")).Length > 0, message.GetRawText()));

    /// <summary>Fails when a result has its image as text instead of a short note, or of an image block.</summary>
    public static void AssertImageIsShort(this RecordedRequest request, string text, string mediaType, int bytes)
    {
        SentResult result = Assert.Single(request.ToolResults());
        Assert.Contains(text, result.Text, StringComparison.Ordinal);
        if (result.Text.Contains("\"type\":\"image\"", StringComparison.Ordinal))
            return;
        Assert.Contains($"[{mediaType}, {bytes} bytes]", result.Text, StringComparison.Ordinal);
        Assert.True(request.Body.Length < 5_000, $"{request.Body.Length} bytes were sent.");
    }

    /// <summary>The text of a content, which is a string or a list of parts; other parts as JSON.</summary>
    public static string Text(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(
            static part => part.TryGetProperty("text", out JsonElement text) ? text.GetString() : part.GetRawText())),
        _ => "",
    };

    private static IEnumerable<JsonElement> Blocks(this RecordedRequest request, string type) =>
        from message in request.Messages()
        where message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array
        from block in message.GetProperty("content").EnumerateArray()
        where block.GetProperty("type").GetString() == type
        select block;

    public sealed record SentCall(string Id, string Name, string Arguments);

    public sealed record SentResult(string Id, string Text, bool IsError);
}
