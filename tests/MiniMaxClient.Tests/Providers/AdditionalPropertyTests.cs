using System.Buffers;
using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>Additional properties with the name of a typed property or of a property of the adapter.</summary>
public sealed class AdditionalPropertyTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ModelsLab_MaxTokensProperty_ReplacesTheDefault(bool stream) => Assert.Equal(
        "7", Sent(new ModelsLabAdapter("key-1"), Request.WithProperty("max_tokens", 7), stream)["max_tokens"]);

    [Fact]
    public void AimlApi_StreamOptionsProperty_ReplacesTheDefault() => Assert.Equal(
        """{"include_usage":false}""",
        Sent(
            new AimlApiAdapter("key-1"),
            Request.WithProperty("stream_options", new System.Text.Json.Nodes.JsonObject { ["include_usage"] = false }),
            stream: true)["stream_options"]);

    [Fact]
    public void ModelsLab_KeyAndModelIdProperties_ReplaceThoseOfTheAdapter()
    {
        var adapter = new ModelsLabAdapter("key-1", new() { KeyInBody = true });
        Dictionary<string, string> sent = Sent(
            adapter, Request.WithProperty("key", "key-2").WithProperty("model_id", "another"), stream: false);
        Assert.Equal(("\"key-2\"", "\"another\""), (sent["key"], sent["model_id"]));
    }

    [Fact]
    public void Property_AnotherJsonType_IsWrittenOnce()
    {
        var request = JsonSerializer.Deserialize<ChatCompletionRequest>(
            """
            {"model":"MiniMax-M2","max_tokens":"many","stop":{"at":1},"tools":"all","thinking":7,
            "messages":[{"role":"user","name":7,"content":42},
            {"role":"assistant","content":"a","tool_calls":[{"id":"1","type":"function","index":"x","function":{"name":5,"arguments":{"a":1}}}]},
            {"role":"tool","tool_call_id":"1","content":false}]}
            """)!;
        foreach (ProviderAdapter adapter in (ProviderAdapter[])
            [new AimlApiAdapter("key-1"), new RunApiAdapter("key-1"), new ModelsLabAdapter("key-1", new() { KeyInBody = true })])
        {
            Dictionary<string, string> sent = Sent(adapter, request, stream: true);
            Assert.Equal(("\"many\"", "\"all\"", "7"), (sent["max_tokens"], sent["tools"], sent["thinking"]));
            Assert.Contains("\"content\":42", sent["messages"], StringComparison.Ordinal);
            Assert.Contains("""{"name":"5","arguments":"{\"a\":1}"}""", sent["messages"], StringComparison.Ordinal);
        }
    }

    /// <summary>Writes a request and returns the properties of its body; fails on duplicate properties.</summary>
    private static Dictionary<string, string> Sent(ProviderAdapter adapter, ChatCompletionRequest request, bool stream)
    {
        var body = new ArrayBufferWriter<byte>();
        adapter.WriteRequest(request, stream, body);
        using JsonDocument document = JsonDocument.Parse(body.WrittenMemory, new() { AllowDuplicateProperties = false });
        return document.RootElement.EnumerateObject()
            .ToDictionary(static property => property.Name, static property => property.Value.GetRawText());
    }
}
