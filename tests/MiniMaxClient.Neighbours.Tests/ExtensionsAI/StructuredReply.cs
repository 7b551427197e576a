using System.Text.Json;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

internal sealed record Person(string Name, int Born);

/// <summary>A model that returns JSON in the format that the request requires: a call where a tool is offered, else text.</summary>
internal static class StructuredReply
{
    private const string Ada = """{"name":"Ada","born":1815}""";

    public static Reply ToPerson(RecordedRequest request) => Create(request, Ada);

    public static Reply Create(RecordedRequest request, string json)
    {
        if (!request.Json.TryGetProperty("tools", out JsonElement tools) || tools.GetArrayLength() == 0)
            return Reply.Text(json, thinking: "In this format.");
        JsonElement tool = tools[0];
        if (tool.TryGetProperty("function", out JsonElement function))
            tool = function;
        return Reply.ToolCall(tool.GetProperty("name").GetString()!, json);
    }
}
