using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class ReasoningDetailTests
{
    [Theory]
    [InlineData("""{"type":"reasoning.text","id":"reasoning-text-1","index":0,"text":" \n"}""", true)]
    [InlineData("""{"text":"Hm."}""", false)]
    [InlineData("""{"signature":"c2ln"}""", false)]
    [InlineData("""{"data":"b3BhcXVl"}""", false)]
    [InlineData("""{"x_new":1}""", false)]
    public void IsEmpty_Detail_ReturnsWhetherItHasNoReasoning(string json, bool expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<ReasoningDetail>(json)!.IsEmpty);
}
