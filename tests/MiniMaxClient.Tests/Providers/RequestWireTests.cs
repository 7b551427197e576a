using System.Text;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>The body, address and headers that each adapter writes for the same request.</summary>
public sealed class RequestWireTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
        Temperature = 1,
        MaxTokens = 4096,
    };

    [Fact]
    public void AimlApi_NonStreamingCall_HasItsModelIdAndNoOtherFields() => AssertSent(
        new AimlApiAdapter("key-1"),
        stream: false,
        "https://api.aimlapi.com/v1/chat/completions",
        """
        {"model":"minimax/m2","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],
         "max_tokens":4096,"temperature":1}
        """);

    [Fact]
    public void AimlApi_Stream_RequestsTheUsage() => AssertSent(
        new AimlApiAdapter("key-1"),
        stream: true,
        "https://api.aimlapi.com/v1/chat/completions",
        """
        {"model":"minimax/m2","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],
         "max_tokens":4096,"temperature":1,"stream_options":{"include_usage":true},"stream":true}
        """);

    [Fact]
    public void RunApi_Stream_HasMiniMaxModelId() => AssertSent(
        new RunApiAdapter("key-1"),
        stream: true,
        "https://runapi.ai/v1/chat/completions",
        """
        {"model":"MiniMax-M2","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],
         "max_tokens":4096,"temperature":1,"stream_options":{"include_usage":true},"stream":true}
        """);

    [Fact]
    public void ModelsLab_Stream_HasNoStreamOptions() => AssertSent(
        new ModelsLabAdapter("key-1"),
        stream: true,
        "https://modelslab.com/api/v7/llm/chat/completions",
        """
        {"model":"minimax-minimax-m2","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],
         "max_tokens":4096,"temperature":1,"stream":true}
        """);

    [Fact]
    public void ModelsLab_NoMaxTokens_SendsTheDefault()
    {
        string body = Body(new ModelsLabAdapter("key-1"), Request with { MaxTokens = null }, stream: false, out _);
        Assert.Equal(16_384, Json.Element(body).GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public void ModelsLab_KeyInBody_SendsKeyAndModelIdInBodyOnly()
    {
        var adapter = new ModelsLabAdapter("key-1", new() { KeyInBody = true });
        string body = Body(adapter, Request, stream: false, out ProviderRequest target);
        Json.AssertEqual(
            """
            {"key":"key-1","model_id":"minimax-minimax-m2",
             "messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],
             "max_tokens":4096,"temperature":1}
            """,
            body);
        Assert.Empty(target.Headers);
    }

    [Fact]
    public void OpenAICompatible_NoKey_SendsNoAuthorization()
    {
        Body(new OpenAICompatibleAdapter("local", "http://localhost:8000/v1", null), Request, false, out ProviderRequest target);
        Assert.Empty(target.Headers);
        Assert.Equal("http://localhost:8000/v1/chat/completions", target.Uri.ToString());
    }

    [Theory]
    [InlineData(MiniMaxModels.M1, "minimax/m1")]
    [InlineData(MiniMaxModels.M2, "minimax/m2")]
    [InlineData(MiniMaxModels.M2_1, "minimax/m2-1")]
    [InlineData(MiniMaxModels.M2_1_Highspeed, "minimax/m2-1-highspeed")]
    [InlineData(MiniMaxModels.M2_5, "minimax/m2-5-20260218")]
    [InlineData(MiniMaxModels.M2_5_Highspeed, "minimax/m2-5-highspeed-20260218")]
    [InlineData(MiniMaxModels.M2_7, "minimax/m2-7-20260402")]
    [InlineData(MiniMaxModels.M2_7_Highspeed, "minimax/m2-7-highspeed")]
    [InlineData(MiniMaxModels.M2_Her, "minimax/m2-her")]
    [InlineData(MiniMaxModels.M3, "minimax/minimax-m3")]
    [InlineData(MiniMaxModels.M3_1_Flash, "minimax/minimax-m3.1-flash")]
    [InlineData("minimax/m9-20300101", "minimax/m9-20300101")]
    public void AimlApi_Model_IsMappedOrUnchanged(string model, string sent)
    {
        string body = Body(new AimlApiAdapter("key-1"), Request with { Model = model }, stream: false, out _);
        Assert.Equal(sent, Json.Element(body).GetProperty("model").GetString());
    }

    [Fact]
    public void NonStreamingCall_StreamOptions_AreNotSent()
    {
        string body = Body(
            new AimlApiAdapter("key-1"), Request with { StreamOptions = new() { IncludeUsage = true } }, stream: false, out _);
        Assert.False(Json.Element(body).TryGetProperty("stream_options", out _));
    }

    [Fact]
    public void Request_AdditionalProperty_IsSent()
    {
        string body = Body(new AimlApiAdapter("key-1"), Request.WithProperty("reasoning_split", true), stream: false, out _);
        Assert.True(Json.Element(body).GetProperty("reasoning_split").GetBoolean());
    }

    [Fact]
    public void Request_OptionsAndNulls_AreNeverWritten()
    {
        ChatCompletionRequest request = Request with { Options = new() { ClientRequestId = "id-1" }, Seed = null };
        string body = Body(new RunApiAdapter("key-1"), request, stream: false, out _);
        Assert.DoesNotContain("null", body, StringComparison.Ordinal);
        Assert.DoesNotContain("id-1", body, StringComparison.Ordinal);
    }

    private static void AssertSent(ProviderAdapter adapter, bool stream, string address, string body)
    {
        string sent = Body(adapter, Request, stream, out ProviderRequest target);
        Json.AssertEqual(body, sent);
        Assert.Equal(address, target.Uri.ToString());
        Assert.Equal("Bearer key-1", target.Headers["Authorization"]);
    }

    private static string Body(
        ProviderAdapter adapter, ChatCompletionRequest request, bool stream, out ProviderRequest target)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        target = adapter.WriteRequest(request, stream, body);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }
}
