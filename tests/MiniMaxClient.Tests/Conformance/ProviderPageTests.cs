using System.Buffers;
using System.Text.Json;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>The endpoints, headers and example programs of the model pages of AIML API, RunAPI and ModelsLab.</summary>
public sealed class ProviderPageTests
{
    private static readonly JsonElement Parameters = Json.Element("""{"type":"object","properties":{}}""");

    /// <summary>The examples in Python and JavaScript, and of RunAPI also in curl, send the same request.</summary>
    [Theory]
    [InlineData("aimlapi", "minimax/m2-1-highspeed")]
    [InlineData("aimlapi", "minimax/m2-1")]
    [InlineData("aimlapi", "minimax/m2-7-20260402")]
    [InlineData("runapi", "MiniMax-M2.1")]
    public async Task Example_ModelAndMessages_IsSentAsOnThePage(string provider, string model)
    {
        FaultRequest sent = await SentRequest.SendAsync(
            provider, new() { Model = model, Messages = [ChatMessage.User("Hello")] });

        Assert.Equal($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""", sent.Text);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Equal("Bearer test-key", sent.Headers["Authorization"]);
        Assert.Equal("application/json", sent.Headers["Content-Type"].Split(';')[0]);
    }

    // ModelsLab's example has the key in the body and no Authorization header.
    [Fact]
    public async Task ModelsLabExample_KeyAndModelIdInBody_IsSentAsOnThePage()
    {
        FaultRequest sent = await SentRequest.SendAsync(
            "modelslab, key in the body",
            new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hello!")], MaxTokens = 1000 });

        Json.AssertEqual(
            """
            {"model_id":"minimax-minimax-m2","messages":[{"role":"user","content":"Hello!"}],"max_tokens":1000,"key":"test-key"}
            """,
            sent.Text);
        Assert.Equal("/api/v7/llm/chat/completions", sent.Path);
        Assert.Equal("application/json", sent.Headers["Content-Type"].Split(';')[0]);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    // The example raises an exception for each 4xx and 5xx status, with the body of the response.
    [Theory]
    [InlineData(400, typeof(MiniMaxInvalidRequestException))]
    [InlineData(401, typeof(MiniMaxAuthenticationException))]
    [InlineData(404, typeof(MiniMaxNotFoundException))]
    [InlineData(429, typeof(MiniMaxRateLimitException))]
    [InlineData(500, typeof(MiniMaxServerException))]
    public async Task ModelsLabExample_ErrorStatus_ThrowsWithTheBody(int status, Type type)
    {
        SocketRun run = await SocketRun.CompleteAsync(
            "modelslab, key in the body", """{"status":"error","message":"It did not work."}""", status: status);

        Assert.IsType(type, run.Failure);
        Assert.Equal(status, run.Failure.StatusCode);
        Assert.Contains("It did not work.", run.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoints_OfModelsLab_AreThoseOfThePage()
    {
        const string Endpoint = "https://modelslab.com/api/v7/llm/";
        ChatCompletionRequest request = new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };
        var chat = new ModelsLabAdapter("key-1");
        var messages = new ModelsLabAdapter("key-1", new() { UseMessages = true });

        Assert.Equal(
            [
                Endpoint + "chat/completions", Endpoint + "v1/messages", Endpoint + "v1/messages/count_tokens",
                Endpoint + "v1/models",
            ],
            [
                GetUrl(chat.WriteRequest(request, stream: false, new ArrayBufferWriter<byte>())),
                GetUrl(messages.WriteRequest(request, stream: false, new ArrayBufferWriter<byte>())),
                GetUrl(chat.WriteTokenCountRequest(request, new ArrayBufferWriter<byte>())),
                GetUrl(chat.WriteModelListRequest()),
            ]);
    }

    // "Use with Claude Code": its base URL is the endpoint without v1/messages.
    [Fact]
    public void MessagesEndpoint_OfModelsLab_IsReachedByTheCompatibleAdapter()
    {
        var adapter = new AnthropicCompatibleAdapter("modelslab", "https://modelslab.com/api/v7/llm", "key-1");

        ProviderRequest request = adapter.WriteRequest(
            new() { Model = "minimax-minimax-m2", Messages = [ChatMessage.User("Hi")] },
            stream: false,
            new ArrayBufferWriter<byte>());

        Assert.Equal("https://modelslab.com/api/v7/llm/v1/messages", GetUrl(request));
    }

    // The examples of RunAPI for OpenAI's SDKs have the base URL with v1, its page the one without.
    [Theory]
    [InlineData(null)]
    [InlineData("https://runapi.ai")]
    [InlineData("https://runapi.ai/v1")]
    [InlineData("https://runapi.ai/v1/chat/completions")]
    public void BaseUrl_OfRunApi_LeadsToTheSameEndpoint(string? address)
    {
        var adapter = new RunApiAdapter("key-1", new() { BaseAddress = address is null ? null : new(address) });

        ProviderRequest request = adapter.WriteRequest(
            new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Hi")] }, stream: false, new ArrayBufferWriter<byte>());

        Assert.Equal("https://runapi.ai/v1/chat/completions", GetUrl(request));
    }

    [Theory]
    [InlineData(MiniMaxModels.M2)]
    [InlineData(MiniMaxModels.M2_1)]
    [InlineData(MiniMaxModels.M2_5)]
    [InlineData(MiniMaxModels.M2_5_Highspeed)]
    [InlineData(MiniMaxModels.M2_7)]
    [InlineData(MiniMaxModels.M2_7_Highspeed)]
    [InlineData(MiniMaxModels.M3)]
    public async Task RunApi_ListedModel_IsSentUnchanged(string model) => Assert.Equal(
        model,
        (await SentRequest.SendAsync("runapi", new() { Model = model, Messages = [ChatMessage.User("Hi")] }))
            .Json.GetProperty("model").GetString());

    // RunAPI's page describes tasks and webhooks; the model's type is "synchronous", so a task is not its response.
    [Fact]
    public async Task RunApi_TaskInsteadOfCompletion_IsAnInvalidResponse()
    {
        const string Task = """{"id":"task-1","status":"processing"}""";
        SocketRun complete = await SocketRun.CompleteAsync("runapi", Task);
        SocketRun streamed = await SocketRun.RunAsync("runapi", isStreamed: true, ServerScript.Json(200, Task));

        Assert.IsType<MiniMaxInvalidResponseException>(complete.Failure);
        Assert.IsType<MiniMaxInvalidResponseException>(streamed.Failure);
    }

    // ModelsLab's page presets other parameters than its API document; the client sends neither.
    [Fact]
    public async Task ModelsLab_NoParameters_SendsOnlyTheTokenLimitOfTheClient() => Assert.Equal(
        """{"model":"minimax-minimax-m2","messages":[{"role":"user","content":"Hi"}],"max_tokens":16384}""",
        (await SentRequest.SendAsync("modelslab", new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] })).Text);

    [Fact]
    public async Task ModelsLab_PresetsOfThePage_CanBeSent()
    {
        foreach (bool stream in (bool[])[false, true])
        {
            FaultRequest sent = await SentRequest.SendAsync(
                "modelslab",
                new()
                {
                    Model = MiniMaxModels.M2, Messages = [ChatMessage.System("Be exact."), ChatMessage.User("Hi")], MaxTokens = 1000,
                    Temperature = 0.7, TopP = 0.9, FrequencyPenalty = 0, PresencePenalty = 0,
                },
                stream: stream);

            Json.AssertEqual(
                """
                {"model":"minimax-minimax-m2","messages":[{"role":"system","content":"Be exact."},{"role":"user","content":"Hi"}],
                 "max_tokens":1000,"temperature":0.7,"top_p":0.9,"frequency_penalty":0,"presence_penalty":0
                """ + (stream ? ",\"stream\":true}" : "}"),
                sent.Text);
        }
    }

    [Fact]
    public async Task ModelsLab_ConversationWithTools_IsSentInBothModes()
    {
        foreach (bool stream in (bool[])[false, true])
        {
            FaultRequest sent = await SentRequest.SendAsync(
                "modelslab",
                new()
                {
                    Model = MiniMaxModels.M2,
                    Messages =
                    [
                        ChatMessage.System("Be exact."), ChatMessage.User("Hi"), ChatMessage.Assistant("Hello."), ChatMessage.User("Time?"),
                        SentRequest.Call("{}", "now"), ChatMessage.Tool("t1", "12:00"),
                    ],
                    Tools = [Tool.FromFunction("now", parameters: Parameters)],
                    MaxTokens = 9,
                },
                stream: stream);

            Json.AssertEqual(
                """
                {"model":"minimax-minimax-m2","messages":[{"role":"system","content":"Be exact."},{"role":"user","content":"Hi"},
                 {"role":"assistant","content":"Hello."},{"role":"user","content":"Time?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"now","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"t1","content":"12:00"}],
                 "max_tokens":9,"tools":[{"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}}]
                """ + (stream ? ",\"stream\":true}" : "}"),
                sent.Text);
        }
    }

    // RunAPI: a failed generation is free, so a failed call without usage counts nothing.
    [Fact]
    public async Task RunApi_FailedCall_CountsNothingAgainstTheSpendLimit()
    {
        var limit = new SpendLimit(1m, TimeSpan.FromDays(1));
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2, ModelPrice.PerThousandTokens(0.010m, 0.010m));
        SocketRun failed = await SocketRun.RunAsync(
            "runapi",
            isStreamed: false,
            ServerScript.Json(400, """{"error":{"message":"The generation failed.","code":"validation"}}"""),
            new() { SpendLimit = limit, Prices = prices });

        Assert.IsType<MiniMaxInvalidRequestException>(failed.Failure);
        Assert.Equal(0m, limit.Spent);
    }

    private static string GetUrl(ProviderRequest request) => request.Uri.AbsoluteUri;
}
