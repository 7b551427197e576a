using System.Net;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class AimlApiContractTests : IAsyncLifetime
{
    private const string User = """{"role":"user","content":"Hello"}""";
    private const string Function = """{"name":"f","parameters":{}}""";
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("minimax/m2", "\"temperature\":1.5", "Number must be less than or equal to 1 at \"temperature\"")]
    [InlineData("minimax/m2-7-20260402", "\"temperature\":2.5", "Number must be less than or equal to 2 at \"temperature\"")]
    [InlineData("minimax/m2-7-20260402", "\"temperature\":null", "Expected number, received null at \"temperature\"")]
    [InlineData("minimax/m2-7-20260402", "\"max_tokens\":0", "Number must be greater than or equal to 1 at \"max_tokens\"")]
    [InlineData("minimax/m2-7-20260402", "\"max_tokens\":null", "Expected number, received null at \"max_tokens\"")]
    [InlineData("minimax/m2-7-20260402", "\"top_p\":0", "Number must be greater than or equal to 0.01 at \"top_p\"")]
    [InlineData("minimax/m2-7-20260402", "\"seed\":0", "Number must be greater than or equal to 1 at \"seed\"")]
    [InlineData("minimax/m2-7-20260402", "\"seed\":1.5", "Expected integer, received float at \"seed\"")]
    [InlineData("minimax/m2-7-20260402", "\"presence_penalty\":-3", "Number must be greater than or equal to -2 at \"presence_penalty\"")]
    [InlineData("minimax/m2-7-20260402", "\"logit_bias\":{\"5\":101}", "Number must be less than or equal to 100 at \"logit_bias.5\"")]
    [InlineData("minimax/m2-7-20260402", "\"logprobs\":true,\"top_logprobs\":21", "Number must be less than or equal to 20 at \"top_logprobs\"")]
    [InlineData("minimax/m2-7-20260402", "\"top_logprobs\":2", "Invalid literal value, expected true at \"logprobs\"")]
    [InlineData("minimax/m2-7-20260402", "\"stream_options\":{}", "Required at \"stream_options.include_usage\"")]
    [InlineData("minimax/m2-7-20260402", "\"stream\":\"yes\"", "Expected boolean, received string at \"stream\"")]
    [InlineData("minimax/m2-7-20260402", "\"reasoning_effort\":\"max\"", "Invalid enum value. Expected 'low' | 'medium' | 'high', received 'max' at \"reasoning_effort\"")]
    [InlineData("minimax/minimax-m3.1-flash", "\"reasoning_effort\":\"none\"", "Invalid enum value. Expected 'low' | 'medium' | 'high' | 'xhigh' | 'max', received 'none' at \"reasoning_effort\"")]
    [InlineData("minimax/m2-7-20260402", "\"tool_choice\":\"any\"", "Invalid enum value. Expected 'none' | 'auto' | 'required', received 'any' at \"tool_choice\"")]
    [InlineData("minimax/m2-7-20260402", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "Required at \"tools[0].function.parameters\"")]
    [InlineData("minimax/m2-7-20260402", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\",\"parameters\":{}}}]", "Invalid at \"tools[0].function.name\"")]
    [InlineData("minimax/m2-7-20260402", "\"tools\":[{\"type\":\"function\",\"function\":" + Function + ",\"cache_control\":{}}]", "Unrecognized key(s) in object: 'cache_control' at \"tools[0]\"")]
    [InlineData("minimax/m2-1", "\"response_format\":{\"type\":\"xml\"}", "Invalid discriminator value. Expected 'text' | 'json_object' | 'json_schema' at \"response_format.type\"")]
    public async Task Validate_InvalidField_ReturnsBadRequest(string model, string field, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Body(model, User, field));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Body validation error\n" + problem, (await response.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("minimax/m2", "\"logprobs\":7")]
    [InlineData("minimax/m2", "\"frequency_penalty\":7")]
    [InlineData("minimax/m2-1", "\"reasoning_effort\":\"max\"")]
    [InlineData("minimax/m2-7-20260402", "\"reasoning_effort\":\"low\"")]
    [InlineData("minimax/m2-7-20260402", "\"reasoning_effort\":\"medium\"")]
    [InlineData("minimax/m2-7-20260402", "\"reasoning_effort\":\"high\"")]
    [InlineData("minimax/minimax-m3.1-flash", "\"reasoning_effort\":\"low\"")]
    [InlineData("minimax/minimax-m3.1-flash", "\"reasoning_effort\":\"xhigh\"")]
    [InlineData("minimax/minimax-m3.1-flash", "\"reasoning_effort\":\"max\"")]
    [InlineData("minimax/m2-her", "\"response_format\":{\"type\":\"xml\"}")]
    [InlineData("minimax/m2-7-20260402", "\"response_format\":{\"type\":\"xml\"}")]
    [InlineData("minimax/m2-7-20260402", "\"stop\":7,\"n\":0,\"reasoning_split\":\"x\"")]
    [InlineData("minimax/m2-7-20260402", "\"presence_penalty\":null,\"frequency_penalty\":null,\"logit_bias\":null,\"logprobs\":null,\"top_logprobs\":null")]
    [InlineData("minimax/minimax-m3", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"},\"extra\":1}]")]
    public async Task Validate_UnknownOrValidField_IsAccepted(string model, string field)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Body(model, User, field));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("minimax/m2", "", "Array must contain at least 1 element(s) at \"messages\"")]
    [InlineData("minimax/m2", """{"role":"developer","content":"x"}""", "Invalid discriminator value. Expected 'user' | 'system' | 'assistant' | 'tool' at \"messages[0].role\"")]
    [InlineData("minimax/m2", """{"role":"system","content":"x","refusal":null}""", "Unrecognized key(s) in object: 'refusal' at \"messages[0]\"")]
    [InlineData("minimax/m2", """{"role":"user","content":null}""", "Expected string, received null at \"messages[0].content\"")]
    [InlineData("minimax/m2", """{"role":"user"}""", "Required at \"messages[0].content\"")]
    [InlineData("minimax/m2", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}""", "Invalid discriminator value. Expected 'text' at \"messages[0].content[0].type\"")]
    [InlineData("minimax/m2-7-20260402", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}""", "Invalid discriminator value. Expected 'text' | 'file' at \"messages[0].content[0].type\"")]
    [InlineData("minimax/m2-1", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x","detail":"huge"}}]}""", "Invalid enum value. Expected 'low' | 'high' | 'auto', received 'huge' at \"messages[0].content[0].image_url.detail\"")]
    [InlineData("minimax/minimax-m3", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}""", "Invalid discriminator value. Expected 'text' | 'file' at \"messages[0].content[0].type\"")]
    [InlineData("minimax/minimax-m3.1-flash", """{"role":"user","content":[{"type":"audio"}]}""", "Invalid discriminator value. Expected 'text' | 'image_url' | 'video_url' | 'file' at \"messages[0].content[0].type\"")]
    [InlineData("minimax/m2", """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "Expected string, received null at \"messages[0].content\"")]
    [InlineData("minimax/m2", """{"role":"assistant"}""", "Required at \"messages[0].content\"")]
    [InlineData("minimax/m2", """{"role":"tool","content":[{"type":"text","text":"x"}],"tool_call_id":"a"}""", "Expected string, received array at \"messages[0].content\"")]
    [InlineData("minimax/m2", """{"role":"tool","content":"x"}""", "Required at \"messages[0].tool_call_id\"")]
    public async Task Validate_InvalidMessage_ReturnsBadRequest(string model, string message, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Body(model, message));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Body validation error\n" + problem, (await response.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("minimax/m2-7-highspeed", """{"role":"developer","content":"x"}""")]
    [InlineData("minimax/m2-1", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}""")]
    [InlineData("minimax/minimax-m3.1-flash", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x","detail":"default","max_long_side_pixel":720}}]}""")]
    [InlineData("minimax/minimax-m3.1-flash", """{"role":"user","content":[{"type":"video_url","video_url":{"url":"https://x","fps":2,"detail":"auto"}}]}""")]
    [InlineData("minimax/minimax-m3.1-flash", """{"role":"user","content":[{"type":"file","file":{"file_id":"x"}}]}""")]
    [InlineData("minimax/m2-7-20260402", """{"role":"user","content":[{"type":"file","file":{"file_data":"x","filename":"a.pdf"}}]}""")]
    [InlineData("minimax/m2", """{"role":"assistant","content":"x","reasoning_details":[{"text":"y"}]}""")]
    [InlineData("minimax/minimax-m3", """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"x"}]}""")]
    public async Task Message_OfTheModelsSchema_IsAccepted(string model, string message)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Body(model, message));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Tools_MoreThan128_Are400()
    {
        string tools = string.Join(",", Enumerable.Repeat("{\"type\":\"function\",\"function\":" + Function + "}", 129));

        string body = await Wire.PostForTextAsync(_emulator.AimlApi, Body("minimax/m2", User, $"\"tools\":[{tools}]"));

        Assert.Contains("Array must contain at most 128 element(s)", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData(Wire.HelloAiml, "text/plain")]
    public async Task Validate_UnreadableBody_ReturnsBadRequest(string body, string contentType)
    {
        using HttpRequestMessage request = Wire.Request(_emulator.AimlApi, body);
        request.Content!.Headers.ContentType = new(contentType);

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Body validation error!", (await response.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"call_9","content":"x"}""", "invalid params, tool result's tool id(call_9) not found (2013)")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}}]}""", "invalid params, invalid function arguments json string, tool_call_id: a (2013)")]
    public async Task Validate_InvalidToolHistory_ReturnsMiniMaxError(string message, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Body("minimax/m2", message));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(problem, (await response.JsonAsync()).GetProperty("message").GetString());
    }

    private static string Body(string model, string messages, string? field = null) =>
        $$"""{"model":"{{model}}","messages":[{{messages}}]{{(field is null ? "" : "," + field)}}}""";
}
