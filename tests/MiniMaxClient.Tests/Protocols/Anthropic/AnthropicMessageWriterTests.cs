using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

/// <summary>Tests the turns that are written for the messages of a conversation.</summary>
public sealed class AnthropicMessageWriterTests
{
    [Fact]
    public void Write_ThinkingWithSignature_IsTheFirstBlock() => AssertTurns(
        [
            new AssistantMessage
            {
                Content = "Let me look.",
                ReasoningDetails =
                [
                    new() { Type = "reasoning.text", Format = "anthropic-claude-v1", Index = 0, Text = "The user asks.", Signature = "sig-1" },
                    new() { Type = "reasoning.encrypted", Format = "anthropic-claude-v1", Index = 1, Data = "AbC=" },
                ],
                ToolCalls =
                [
                    new FunctionToolCall { Id = "call_1", Function = new() { Name = "f", Arguments = """{"a": [1.50, "é"]}""" } },
                    new FunctionToolCall { Id = "call_2", Function = new() { Name = "g", Arguments = "" } },
                    new FunctionToolCall { Id = "call_3", Function = new() { Name = "h", Arguments = " \n" } },
                ],
            },
        ],
        """
        [{"role":"assistant","content":[
          {"type":"thinking","thinking":"The user asks.","signature":"sig-1"},
          {"type":"redacted_thinking","data":"AbC="},
          {"type":"text","text":"Let me look."},
          {"type":"tool_use","id":"call_1","name":"f","input":{"a":[1.50,"é"]}},
          {"type":"tool_use","id":"call_2","name":"g","input":{}},
          {"type":"tool_use","id":"call_3","name":"h","input":{}}]}]
        """);

    [Fact]
    public void Write_ArgumentsWithUnpairedSurrogate_OmitsIt() => AssertTurns(
        [
            new AssistantMessage
            {
                ToolCalls = [new FunctionToolCall { Id = "c", Function = new() { Name = "f", Arguments = "{\"a\":\"\ud83d\"}" } }],
            },
        ],
        "[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{\"a\":\"\uFFFD\"}}]}]");

    // The schema requires a signature; MiniMax does not check it, by measurement, so that an empty one is accepted.
    [Theory]
    [InlineData("""{"role":"assistant","content":"<think>\nA thought.\n</think>\n\nText"}""")]
    [InlineData("""{"role":"assistant","content":"A thought.</think>Text"}""")]
    [InlineData("""{"role":"assistant","content":"Text","reasoning_content":"A thought."}""")]
    [InlineData("""{"role":"assistant","content":"Text","reasoning":"A thought."}""")]
    [InlineData("""{"role":"assistant","content":"Text","reasoning_details":[{"type":"reasoning.text","text":"A thought."}]}""")]
    public void Write_ReasoningOfAnotherProtocol_HasAnEmptySignature(string message) => AssertTurns(
        [JsonSerializer.Deserialize<AssistantMessage>(message)!],
        """
        [{"role":"assistant","content":[
          {"type":"thinking","thinking":"A thought.","signature":""},{"type":"text","text":"Text"}]}]
        """);

    [Fact]
    public void Write_ConsecutiveToolResults_AreOneTurn() => AssertTurns(
        [
            ChatMessage.User("Hi"),
            new AssistantMessage
            {
                ToolCalls = [new FunctionToolCall { Id = "call_1", Function = new() { Name = "f", Arguments = "{}" } }],
            },
            ChatMessage.Tool("call_1", "21 °C"),
            new ToolMessage
            {
                ToolCallId = "call_2",
                Content = MessageContent.Create([new TextPart { Text = "1" }, new TextPart { Text = "2" }]),
                AdditionalProperties = new Dictionary<string, JsonElement> { ["is_error"] = Json.Element("true") },
            },
            ChatMessage.User("And?"),
            ChatMessage.Tool("call_3", "x"),
        ],
        """
        [{"role":"user","content":[{"type":"text","text":"Hi"}]},
         {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{}}]},
         {"role":"user","content":[
          {"type":"tool_result","tool_use_id":"call_1","content":"21 °C"},
          {"type":"tool_result","tool_use_id":"call_2","content":"12","is_error":true}]},
         {"role":"user","content":[{"type":"text","text":"And?"}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_3","content":"x"}]}]
        """);

    [Fact]
    public void Write_UserParts_AreBlocks() => AssertTurns(
        [
            new UserMessage
            {
                Content = MessageContent.Create(
                [
                    new TextPart { Text = "What is this?" },
                    new ImagePart { ImageUrl = new() { Url = "https://a.example/b.png" } },
                    new UnknownPart("video")
                    {
                        AdditionalProperties = new Dictionary<string, JsonElement> { ["source"] = Json.Element("{}") },
                    },
                ]),
            },
        ],
        """
        [{"role":"user","content":[
          {"type":"text","text":"What is this?"},
          {"type":"image","source":{"type":"url","url":"https://a.example/b.png"}},
          {"type":"video","source":{}}]}]
        """);

    [Fact]
    public void Write_AssistantParts_AreReplayedUnchanged() => AssertTurns(
        [
            new AssistantMessage
            {
                Content = MessageContent.Create(
                [
                    new TextPart
                    {
                        Text = "See",
                        AdditionalProperties = new Dictionary<string, JsonElement> { ["citations"] = Json.Element("[]") },
                    },
                    new UnknownPart("server_tool_use")
                    {
                        AdditionalProperties = new Dictionary<string, JsonElement> { ["id"] = Json.Element("\"srv_1\"") },
                    },
                    new RefusalPart { Refusal = "No." },
                ]),
            },
            new AssistantMessage { Refusal = "Never." },
        ],
        """
        [{"role":"assistant","content":[
          {"type":"text","text":"See","citations":[]},{"type":"server_tool_use","id":"srv_1"},{"type":"text","text":"No."}]},
         {"role":"assistant","content":[{"type":"text","text":"Never."}]}]
        """);

    private static void AssertTurns(ChatMessage[] messages, string expected)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonSettings.WriterOptions))
        {
            json.WriteStartObject();
            AnthropicMessageWriter.Write(json, messages, null);
            json.WriteEndObject();
        }

        Json.AssertEqual($$"""{"messages":{{expected}}}""", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
