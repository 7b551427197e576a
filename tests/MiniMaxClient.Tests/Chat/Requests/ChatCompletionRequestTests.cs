using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Requests;

public sealed class ChatCompletionRequestTests
{
    [Fact]
    public void ToString_RequiredPropertiesOnly_WritesNothingElse()
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("Hi"), ChatMessage.Assistant("Hello")] };

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}""", request.ToJson());
    }

    [Fact]
    public void ToString_NullProperties_OmitsThem()
    {
        foreach (ChatCompletionRequest request in ContractRequests.All)
            Assert.DoesNotContain("null", request.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_WithOptions_OmitsThem()
    {
        var request = new ChatCompletionRequest
        {
            Model = "m", Messages = [], Options = new() { ClientRequestId = "id-1", Timeout = TimeSpan.FromSeconds(1) },
        };

        Assert.Equal("""{"model":"m","messages":[]}""", request.ToJson());
        Assert.Null(JsonSerializer.Deserialize<ChatCompletionRequest>(JsonSerializer.Serialize(request))!.Options);
    }

    // An additional property is written instead of the typed property of the same name.
    [Theory]
    [InlineData("""{"model":"m","messages":[]}""", false)]
    [InlineData("""{"model":"m","messages":[],"service_tier":"priority"}""", true)]
    [InlineData("""{"model":"m","messages":[],"service_tier":"standard"}""", false)]
    [InlineData("""{"model":"m","messages":[],"service_tier":["priority"]}""", false)]
    public void IsPriorityRequested_ServiceTier_IsThatOfTheWire(string json, bool expected)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(json)!;

        Assert.Equal(expected, request.IsPriorityRequested);
        Assert.True(((ChatCompletionRequest)request.WithAdditionalProperty("service_tier", "PRIORITY")).IsPriorityRequested);
        Assert.False(((ChatCompletionRequest)request.WithAdditionalProperty("service_tier", "standard")).IsPriorityRequested);
    }

    [Theory]
    [InlineData("""["a"]""", """["a"]""")]
    [InlineData("""["a","b"]""", """["a","b"]""")]
    [InlineData("[]", "[]")]
    [InlineData("\"a\"", """["a"]""")]
    public void Deserialize_StopAsStringOrArray_CreatesList(string json, string written)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>($$"""{"stop":{{json}}}""")!;

        Assert.NotNull(request.Stop);
        Assert.Equal(written, JsonElement.Parse(request.ToJson()).GetProperty("stop").GetRawText());
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("""[{"type":"text","text":"a"}]""")]
    public void Deserialize_PredictionContent_PreservesForm(string content)
    {
        string json = $$"""{"type":"content","content":{{content}}}""";

        Assert.Equal(json, JsonSerializer.Deserialize<Prediction>(json)!.ToJson());
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\"yes\"")]
    [InlineData("{\"a\":1}")]
    public void Deserialize_StreamProperty_IsDiscarded(string stream)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(
            $$"""{"model":"m","messages":[],"stream":{{stream}},"user":"u"}""")!;

        Assert.Equal("""{"model":"m","messages":[],"user":"u"}""", request.ToJson());
    }

    [Fact]
    public void Constructor_ListThatChangesLater_IsCopied()
    {
        List<ChatMessage> messages = ["Hi"];
        var request = new ChatCompletionRequest("m", messages);

        messages.Add("And?");

        Assert.Equal("Hi", Assert.Single(request.Messages).Text);
    }

    [Fact]
    public void Constructor_ModelAndMessages_AreSet()
    {
        ChatMessage[] messages = ["Hi", ChatMessage.Assistant("Ho")];

        var request = new ChatCompletionRequest("m", messages) { MaxTokens = 3 };

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}],"max_tokens":3}""",
            request.ToJson());
        Assert.Equal(messages, new ChatCompletionRequest("m", messages.Select(static message => message)).Messages);
        Assert.Throws<ArgumentNullException>("model", () => new ChatCompletionRequest(null!, messages));
        Assert.Throws<ArgumentNullException>("messages", () => new ChatCompletionRequest("m", null!));
    }
}
