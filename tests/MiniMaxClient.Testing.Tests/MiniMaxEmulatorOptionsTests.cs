using System.Text.Json;

namespace MiniMaxClient.Testing.Tests;

/// <summary>Tests the options of the emulator.</summary>
public sealed class MiniMaxEmulatorOptionsTests
{
    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"weather","parameters":{"properties":{"days":{"type":"integer"}},"required":["days"]}}}]
        """;

    private const string MessageTools = """
        "tools":[{"name":"weather","input_schema":{"type":"object","properties":{"days":{"type":"integer"}},"required":["days"]}}]
        """;

    [Theory]
    [InlineData(true, null, 401)]
    [InlineData(false, null, 200)]
    [InlineData(false, "wrong-key", 401)]
    [InlineData(false, "test-key", 200)]
    public async Task RequiresApiKey_RequestWithAndWithoutKey_HasStatus(bool isRequired, string? key, int status)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequiresApiKey = isRequired });
        using HttpRequestMessage request = Wire.Request(emulator.OpenAICompatible, Wire.Hello);
        request.Headers.Authorization = key is null ? null : new("Bearer", key);

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Responder_EmptyQueue_CreatesReply()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new()
        {
            Responder = request => request.Headers.TryGetValue("X-Say", out string? text) ? Reply.Text(text) : null,
        });
        using HttpRequestMessage saying = Wire.Request(emulator.RunApi, Wire.Hello);
        saying.Headers.Add("X-Say", "as the header says");

        using HttpResponseMessage said = await Wire.SendAsync(saying);
        string other = await Wire.PostForTextAsync(emulator.RunApi, Wire.Hello);

        Assert.Contains("as the header says", await said.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("heard you say", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responder_QueuedReplyOrRejectedRequest_IsNotCalled()
    {
        List<string> asked = [];
        await using MiniMaxEmulator emulator = await StartAsync(new()
        {
            Responder = request =>
            {
                asked.Add(request.Text);
                return null;
            },
        });
        emulator.Enqueue(Reply.Text("queued"));

        string queued = await Wire.PostForTextAsync(emulator.RunApi, Wire.Hello);
        using HttpResponseMessage refused = await Wire.SendAsync(Wire.Request(emulator.RunApi, Wire.Hello, "wrong"));
        using HttpResponseMessage nowhere = await Wire.SendAsync(new(HttpMethod.Get, emulator.BaseAddress));

        Assert.Contains("queued", queued, StringComparison.Ordinal);
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Default_WithModifier_IsModified()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { Responder = _ => Reply.Default().WithHeader("X-A", "1") });

        using HttpResponseMessage response = await Wire.PostAsync(emulator.RunApi, Wire.Hello);

        Assert.Equal("1", response.Header("X-A"));
        Assert.Contains("heard you say", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_Given_IsListenedOnAndTakenForAnother()
    {
        await using MiniMaxEmulator free = await StartAsync(new());
        int port = free.BaseAddress.Port;

        await Assert.ThrowsAsync<IOException>(() => StartAsync(new() { Port = port }));
        await free.DisposeAsync();
        await using MiniMaxEmulator again = await StartAsync(new() { Port = port });

        Assert.Equal(new Uri($"http://127.0.0.1:{port}"), again.BaseAddress);
        Assert.Contains("heard you say", await Wire.PostForTextAsync(again.RunApi, Wire.Hello), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(65536, 1)]
    [InlineData(0, 0)]
    public async Task StartAsync_OptionOutOfRange_ThrowsArgumentOutOfRangeException(int port, int kept) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => StartAsync(new() { Port = port, MaxRecordedRequests = kept }));

    [Theory]
    [InlineData("\"user\"", "\"auto\"", true)]
    [InlineData("\"user\"", "\"none\"", false)]
    [InlineData("\"assistant\"", "\"auto\"", false)]
    public async Task CallsTools_ByLastMessageAndChoice_CallsFirstTool(string role, string choice, bool isCalled)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { CallsTools = true });
        string hello = Wire.Hello.Replace("\"user\"", role, StringComparison.Ordinal);

        JsonElement body = await Wire.PostForJsonAsync(emulator.RunApi, Wire.With(hello, $"{Tools},\"tool_choice\":{choice}"));

        JsonElement answer = body.GetProperty("choices")[0];
        Assert.Equal(isCalled ? "tool_calls" : "stop", answer.GetProperty("finish_reason").GetString());
        if (isCalled)
        {
            JsonElement function = answer.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
            Assert.Equal("""{"days":1}""", function.GetProperty("arguments").GetString());
        }
    }

    [Fact]
    public async Task CallsTools_MessagesApi_StopsAfterResult()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { CallsTools = true });
        const string Result = """
            {"model":"MiniMax-M2.7","max_tokens":1024,"messages":[{"role":"user","content":"Hello"},
            {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"weather","input":{"days":1}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"sun"}]}]}
            """;

        JsonElement asked = await Wire.PostMessageForJsonAsync(emulator.AnthropicCompatible, Wire.With(Wire.Message, MessageTools));
        JsonElement told = await Wire.PostMessageForJsonAsync(emulator.AnthropicCompatible, Wire.With(Result.Trim(), MessageTools));

        Assert.Equal("tool_use", asked.GetProperty("stop_reason").GetString());
        Assert.Equal("end_turn", told.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task MaxRecordedRequests_Exceeded_RemovesOldest()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { MaxRecordedRequests = 2 });

        foreach (string text in (string[])["one", "two", "three"])
            await Wire.PostForTextAsync(emulator.RunApi, Wire.Hello.Replace("Hello", text, StringComparison.Ordinal));

        Assert.Equal(["two", "three"], emulator.Requests
            .Select(request => request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData(RetiredModelBehavior.Available, "MiniMax-M2.7", false)]
    [InlineData(RetiredModelBehavior.Available, "MiniMax-M2.1", false)]
    [InlineData(RetiredModelBehavior.Rejected, "MiniMax-M2.1", false)]
    [InlineData(RetiredModelBehavior.Redirected, "MiniMax-M2.1", false)]
    [InlineData(RetiredModelBehavior.RedirectedUnderOldName, "MiniMax-M2", false)]
    [InlineData(RetiredModelBehavior.RedirectedUnderOldName, "MiniMax-M2.5-highspeed", true)]
    public async Task RetiredModels_OfMiniMax_DetermineTheModelThatAnswers(
        RetiredModelBehavior behavior, string model, bool isFlash)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RetiredModels = behavior });
        string hello = Wire.Hello.Replace("MiniMax-M2.7", model, StringComparison.Ordinal);

        JsonElement chat = await Wire.PostForJsonAsync(emulator.MiniMax, hello);
        JsonElement message = await Wire.PostMessageForJsonAsync(emulator.MiniMax, hello);

        Assert.Equal(model, chat.GetProperty("model").GetString());
        Assert.Equal(model, message.GetProperty("model").GetString());
        Assert.Equal(isFlash, chat.GetProperty("choices")[0].GetProperty("message").TryGetProperty("reasoning_content", out _));
    }

    [Theory]
    [InlineData("MiniMax-M2.7")]
    [InlineData("MiniMax-M2.7-highspeed")]
    [InlineData("MiniMax-M2.5")]
    [InlineData("MiniMax-M2.5-highspeed")]
    public async Task RetiredModels_Redirected_HaveNameAndRulesOfFlash(string model)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RetiredModels = RetiredModelBehavior.Redirected });
        string hello = Wire.Hello.Replace("MiniMax-M2.7", model, StringComparison.Ordinal);

        JsonElement chat = await Wire.PostForJsonAsync(emulator.MiniMax, Wire.With(hello, "\"reasoning_effort\":\"low\""));
        JsonElement message = await Wire.PostMessageForJsonAsync(
            emulator.MiniMax, Wire.With(hello, "\"output_config\":{\"effort\":\"low\"}"));
        using HttpResponseMessage rejected =
            await Wire.PostAsync(emulator.MiniMax, Wire.With(hello, "\"thinking\":{\"type\":\"disabled\"}"));
        JsonElement elsewhere = await Wire.PostForJsonAsync(emulator.OpenAICompatible, hello);

        Assert.Equal("MiniMax-M3.1-Flash", chat.GetProperty("model").GetString());
        Assert.Equal("MiniMax-M3.1-Flash", message.GetProperty("model").GetString());
        Assert.Equal(400, (int)rejected.StatusCode);
        Assert.Equal(model, elsewhere.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("MiniMax-M2.7")]
    [InlineData("MiniMax-M2.7-highspeed")]
    [InlineData("MiniMax-M2.5")]
    [InlineData("MiniMax-M2.5-highspeed")]
    public async Task RetiredModels_Rejected_DoNotExist(string model)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RetiredModels = RetiredModelBehavior.Rejected });
        string hello = Wire.Hello.Replace("MiniMax-M2.7", model, StringComparison.Ordinal);

        using HttpResponseMessage chat = await Wire.PostAsync(emulator.MiniMax, hello);
        using HttpResponseMessage message = await Wire.PostMessageAsync(emulator.MiniMax, hello);
        using HttpResponseMessage list = await Wire.GetAsync(emulator.MiniMax + "/v1/models", ("Authorization", "Bearer test-key"));
        using HttpResponseMessage elsewhere = await Wire.PostAsync(emulator.RunApi, hello);

        Assert.Contains($"invalid params, unknown model '{model}' (2013)", await chat.TextAsync(), StringComparison.Ordinal);
        Assert.Equal([400, 404, 200], new[] { chat, message, elsewhere }.Select(response => (int)response.StatusCode));
        Assert.DoesNotContain($"\"{model}\"", await list.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetiredModels_UndefinedValue_ThrowsArgumentOutOfRangeException() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(new() { RetiredModels = (RetiredModelBehavior)9 }));

    [Fact]
    public async Task Status_OfEachResponse_IsRecorded()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new());
        emulator.Enqueue(Reply.Error(429, "Slow down"), Reply.Text("Hi"), Reply.Disconnect());

        using HttpResponseMessage limited = await Wire.PostAsync(emulator.RunApi, Wire.Hello);
        using HttpResponseMessage answered = await Wire.PostAsync(emulator.RunApi, Wire.Hello);
        using HttpResponseMessage nowhere = await Wire.SendAsync(new(HttpMethod.Get, emulator.BaseAddress));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Wire.PostAsync(emulator.RunApi, Wire.Hello));

        Assert.Equal([429, 200, 404, null], emulator.Requests.Select(request => request.Status));
    }

    private static Task<MiniMaxEmulator> StartAsync(MiniMaxEmulatorOptions options) => MiniMaxEmulator.StartAsync(options, Wire.Token);
}
