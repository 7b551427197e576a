using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Requests;

public sealed class CacheControlTests
{
    [Theory]
    [InlineData("""{"type":"ephemeral"}""")]
    [InlineData("""{"type":"ephemeral","ttl":"1h"}""")]
    [InlineData("""{"type":"other"}""")]
    public void Json_Marker_IsKept(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<CacheControl>(json)));

    [Fact]
    public void Json_History_KeepsItsMarkers()
    {
        ChatMessage[] history =
        [
            ChatMessage.System("Be brief.") with { CacheControl = CacheControl.Ephemeral },
            ChatMessage.User([ContentPart.FromText("Hi") with { CacheControl = CacheControl.Ephemeral }]),
            new AssistantMessage
            {
                ToolCalls =
                [
                    new FunctionToolCall
                    {
                        Id = "c", Function = new() { Name = "f", Arguments = "{}" }, CacheControl = CacheControl.Ephemeral,
                    },
                ],
            },
            ChatMessage.Tool("c", "1") with { CacheControl = CacheControl.Ephemeral },
        ];

        string json = JsonSerializer.Serialize(history);
        ChatMessage[] read = JsonSerializer.Deserialize<ChatMessage[]>(json)!;

        Assert.Equal(4, json.Split("\"cache_control\":{\"type\":\"ephemeral\"}").Length - 1);
        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.Equal(CacheControl.Ephemeral, ((AssistantMessage)read[2]).ToolCalls![0].CacheControl);
    }
}
