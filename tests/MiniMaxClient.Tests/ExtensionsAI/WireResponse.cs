using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>An assistant message as an OpenAI-compatible host sends it: in one body or in chunks.</summary>
internal static class WireResponse
{
    private static readonly string[] Texts = ["content", "reasoning_content", "reasoning", "refusal"];

    public static Reply CreateReply(string message) => Reply.Raw(200, "application/json", $$$"""
        {"id":"0123","choices":[{"finish_reason":"{{{GetFinishReason(message)}}}","index":0,"message":{{{message}}}}],
         "created":1775165263,"model":"MiniMax-M2.7","object":"chat.completion",
         "usage":{"prompt_tokens":50,"completion_tokens":617,"total_tokens":667},
         "base_resp":{"status_code":0,"status_msg":""}}
        """);

    /// <summary>Creates a stream with chunks of the given number of characters; arguments are sent in chunks of one character.</summary>
    public static Reply CreateStreamedReply(string message, int size = 3)
    {
        JsonObject completeMessage = JsonNode.Parse(message)!.AsObject();
        List<string> events = [];
        var additionalProperties = new JsonObject();
        foreach ((string name, JsonNode? value) in completeMessage)
        {
            if (!Texts.Contains(name) && name is not ("reasoning_details" or "tool_calls"))
                additionalProperties[name] = value?.DeepClone();
        }

        events.Add(FormatChunk(additionalProperties));
        foreach (JsonNode? detail in completeMessage["reasoning_details"]?.AsArray() ?? [])
        {
            foreach (string fragment in SplitText(detail!["text"]?.GetValue<string>() ?? "", size))
            {
                JsonNode part = detail.DeepClone();
                part["text"] = fragment;
                part.AsObject().Remove("signature");
                events.Add(FormatChunk(new() { ["reasoning_details"] = new JsonArray(part) }));
            }

            if (detail["signature"] is { } signature)
            {
                JsonNode part = detail.DeepClone();
                part.AsObject().Remove("text");
                events.Add(FormatChunk(new() { ["reasoning_details"] = new JsonArray(part) }));
            }
        }

        foreach (string name in Texts.AsEnumerable().Reverse())
        {
            if (completeMessage[name]?.GetValue<string>() is { } text)
                events.AddRange(SplitText(text, size).Select(fragment => FormatChunk(new() { [name] = fragment })));
        }

        events.AddRange((completeMessage["tool_calls"]?.AsArray() ?? []).SelectMany(static (call, index) => SplitToolCall(call!, index)));
        events.Add($$"""{"id":"0123","choices":[{"index":0,"delta":{},"finish_reason":"{{GetFinishReason(message)}}"}]}""");
        events.Add("""
            {"id":"0123","created":1775165263,"model":"MiniMax-M2.7","choices":[],
             "usage":{"prompt_tokens":50,"completion_tokens":617,"total_tokens":667},
             "base_resp":{"status_code":0,"status_msg":""}}
            """.ReplaceLineEndings(""));
        return Reply.Stream([.. events]);
    }

    private static IEnumerable<string> SplitToolCall(JsonNode call, int index)
    {
        JsonNode first = call.DeepClone();
        string arguments = first["function"]!["arguments"]!.GetValue<string>();
        first["index"] = index;
        first["function"]!["arguments"] = "";
        yield return FormatChunk(new() { ["tool_calls"] = new JsonArray(first) });
        foreach (string fragment in SplitText(arguments, 1))
        {
            yield return FormatChunk(new()
            {
                ["tool_calls"] = new JsonArray(new JsonObject
                {
                    ["index"] = index, ["function"] = new JsonObject { ["arguments"] = fragment },
                }),
            });
        }
    }

    private static IEnumerable<string> SplitText(string text, int size) =>
        text.Length == 0 ? [""] : text.EnumerateRunes().Chunk(size).Select(static fragment => string.Concat(fragment));

    private static string FormatChunk(JsonObject delta) => new JsonObject
    {
        ["id"] = "0123",
        ["created"] = 1775165263,
        ["model"] = "MiniMax-M2.7",
        ["object"] = "chat.completion.chunk",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta }),
    }.ToJsonString(new JsonSerializerOptions());

    private static string GetFinishReason(string message) => message.Contains("tool_calls") ? "tool_calls" : "stop";
}
