using System.Text.Json;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers.AimlApi;

/// <summary>
/// The values, ranges and required properties of AIML API's schema of <c>minimax/m2-7-20260402</c>, on the wire; the ranges are
/// those of <c>minimax/m2-1</c> and <c>minimax/m2-1-highspeed</c> too.
/// </summary>
public sealed class AimlApiSchemaTests
{
    private static readonly JsonElement Parameters = Json.Element("""{"type":"object","properties":{"city":{"type":"string"}}}""");

    private static readonly ChatCompletionRequest Request =
        new() { Model = "minimax/m2-7-20260402", Messages = [ChatMessage.User("Hi")] };

    private static readonly ChatCompletionRequest[] Requests =
        [Request, Request with { Model = "minimax/m2-1" }, Request with { Model = "minimax/m2-1-highspeed" }];

    /// <summary>The JSON name of a number, its bounds, values beyond them, and its setter.</summary>
    public static TheoryData<string, double[], double[], Func<ChatCompletionRequest, double, ChatCompletionRequest>> Numbers { get; } = new()
    {
        { "max_tokens", [1, 204_800], [0, -1], static (request, value) => request with { MaxTokens = (int)value } },
        { "temperature", [0, 2], [-0.1, 2.1], static (request, value) => request with { Temperature = value } },
        { "top_p", [0.01, 1], [0, 1.01], static (request, value) => request with { TopP = value } },
        { "seed", [1], [0, -1], static (request, value) => request with { Seed = (long)value } },
        { "presence_penalty", [-2, 2], [-2.1, 2.1], static (request, value) => request with { PresencePenalty = value } },
        { "frequency_penalty", [-2, 2], [-2.1, 2.1], static (request, value) => request with { FrequencyPenalty = value } },
        {
            "top_logprobs", [0, 20], [-1, 21],
            static (request, value) => request with { Logprobs = true, TopLogprobs = (int)value }
        },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Number_AtItsBounds_IsSentAndBeyondThemRejected(
        string field, double[] valid, double[] invalid, Func<ChatCompletionRequest, double, ChatCompletionRequest> set)
    {
        foreach (ChatCompletionRequest request in Requests)
        {
            foreach (double value in valid)
                Assert.Equal(value, (await SendAsync(set(request, value))).GetProperty(field).GetDouble());
            foreach (double value in invalid)
                Assert.Equal([$"$.{field}"], await RejectAsync(set(request, value)));
        }
    }

    [Fact]
    public async Task LogitBias_AtItsBounds_IsSentAndBeyondThemRejected()
    {
        JsonElement sent = await SendAsync(Request with { LogitBias = new Dictionary<string, double> { ["1"] = -100, ["2"] = 100 } });

        Assert.Equal("""{"1":-100,"2":100}""", sent.GetProperty("logit_bias").GetRawText());
        Assert.Equal(
            ["$.logit_bias['1']", "$.logit_bias['2']"],
            await RejectAsync(Request with { LogitBias = new Dictionary<string, double> { ["1"] = -101, ["2"] = 101 } }));
    }

    [Fact]
    public async Task OptionalFields_NotSet_AreNotSent()
    {
        foreach (ChatCompletionRequest request in Requests)
        {
            FaultRequest complete = await SentRequest.SendAsync("aimlapi", request);
            FaultRequest streamed = await SentRequest.SendAsync("aimlapi", request, stream: true);

            Assert.Equal($$"""{"model":"{{request.Model}}","messages":[{"role":"user","content":"Hi"}]}""", complete.Text);
            Assert.Equal(
                $$$"""{"model":"{{{request.Model}}}","messages":[{"role":"user","content":"Hi"}],"stream_options":{"include_usage":true},"stream":true}""",
                streamed.Text);
        }
    }

    [Fact]
    public async Task StreamOptions_WithoutIncludeUsage_AreRejected() => Assert.Equal(
        ["$.stream_options.include_usage"], await RejectAsync(Request with { StreamOptions = new() }));

    [Fact]
    public async Task TopLogprobs_WithoutLogprobs_AreRejected()
    {
        Assert.Equal(["$.top_logprobs"], await RejectAsync(Request with { TopLogprobs = 3 }));
        Assert.True((await SendAsync(Request with { Logprobs = true, TopLogprobs = 3 })).GetProperty("logprobs").GetBoolean());
    }

    /// <summary>A request without a required property, and the path that is reported.</summary>
    public static TheoryData<ChatCompletionRequest, string> Incomplete { get; } = new()
    {
        { Request with { Model = "" }, "$.model" },
        { Request with { Messages = [] }, "$.messages" },
        { With(new UserMessage { Content = null! }), "$.messages[0].content" },
        { With(new SystemMessage { Content = null! }, ChatMessage.User("Hi")), "$.messages[0].content" },
        { With(ChatMessage.User("Hi"), SentRequest.Call("{}"), new ToolMessage { ToolCallId = "t1", Content = null! }), "$.messages[2].content" },
        { With(ChatMessage.User("Hi"), SentRequest.Call("{}", id: "")), "$.messages[1].tool_calls[0].id" },
        { With(ChatMessage.User([new TextPart { Text = null! }])), "$.messages[0].content[0]" },
        { With(ChatMessage.User([new FilePart { File = null! }])), "$.messages[0].content[0]" },
        { Request with { Tools = [new FunctionTool { Function = null! }] }, "$.tools[0]" },
        { Request with { Tools = [Tool.FromFunction("f") with { Function = new() { Name = "" } }] }, "$.tools[0].function.name" },
        {
            Request with { Tools = [Tool.FromFunction("f")], ToolChoice = ToolChoice.ForFunction("") },
            "$.tool_choice.function.name"
        },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task RequiredProperty_Missing_IsRejected(ChatCompletionRequest request, string path) =>
        Assert.Contains(path, await RejectAsync(request));

    [Fact]
    public async Task ToolMessage_WithoutItsCallId_IsRejected() => Assert.Contains(
        "$.messages[2].tool_call_id",
        await RejectAsync(With(ChatMessage.User("Hi"), SentRequest.Call("{}"), ChatMessage.Tool("", "12"))));

    /// <summary>The properties of objects that the schema closes for others.</summary>
    [Fact]
    public async Task ClosedObjects_HaveNoOtherProperties()
    {
        JsonElement sent = await SendAsync(With(
            ChatMessage.System("Be terse.") with { Name = "rules" },
            ChatMessage.User("Hi") with { Name = "ada" },
            SentRequest.Call("{}"),
            ChatMessage.Tool("t1", "12") with { Name = "f", IsError = true }) with
        {
            Tools = [Tool.FromFunction("f", "Finds.", Parameters, strict: true), Tool.FromFunction("g")],
        });

        JsonElement messages = sent.GetProperty("messages");
        Assert.Equal(["content", "name", "role"], GetNames(messages[0]).Order(StringComparer.Ordinal));
        Assert.Equal(["content", "name", "role", "tool_call_id"], GetNames(messages[3]).Order(StringComparer.Ordinal));
        Assert.All(sent.GetProperty("tools").EnumerateArray(), static tool =>
        {
            Assert.Equal(["function", "type"], GetNames(tool).Order(StringComparer.Ordinal));
            Assert.Empty(GetNames(tool.GetProperty("function")).Except(["name", "description", "parameters", "strict"]));
            // Required, also for a function without parameters.
            Assert.Equal(JsonValueKind.Object, tool.GetProperty("function").GetProperty("parameters").ValueKind);
        });
    }

    [Fact]
    public async Task Name_Null_IsNotSent()
    {
        JsonElement sent = await SendAsync(With(ChatMessage.User("Hi"), SentRequest.Call("{}"), ChatMessage.Tool("t1", "12")));

        Assert.All(sent.GetProperty("messages").EnumerateArray(), static message => Assert.False(message.TryGetProperty("name", out _)));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("auto")]
    [InlineData("required")]
    public async Task ToolChoice_Mode_IsSentAsString(string mode) => Assert.Equal(
        mode,
        (await SendAsync(Request with { Tools = [Tool.FromFunction("f")], ToolChoice = JsonSerializer.Deserialize<ToolChoice>($"\"{mode}\"") }))
            .GetProperty("tool_choice").GetString());

    [Fact]
    public async Task ToolChoice_Function_IsSentAsObject() => Assert.Equal(
        """{"type":"function","function":{"name":"my_function"}}""",
        (await SendAsync(Request with { Tools = [Tool.FromFunction("my_function")], ToolChoice = ToolChoice.ForFunction("my_function") }))
            .GetProperty("tool_choice").GetRawText());

    [Fact]
    public async Task ToolChoice_NotSet_IsNotSent() =>
        Assert.False((await SendAsync(Request with { Tools = [Tool.FromFunction("f")] })).TryGetProperty("tool_choice", out _));

    [Fact]
    public async Task Tools_At128_AreSentAndBeyondRejected()
    {
        Assert.Equal(128, (await SendAsync(Request with { Tools = Tools(128) })).GetProperty("tools").GetArrayLength());
        Assert.Equal(["$.tools"], await RejectAsync(Request with { Tools = Tools(129) }));

        static Tool[] Tools(int count) => [.. Enumerable.Range(0, count).Select(static i => Tool.FromFunction($"f{i}"))];
    }

    [Theory]
    [InlineData("aZ09_-", true)]
    [InlineData("get weather", false)]
    [InlineData("größe", false)]
    public async Task ToolName_OutsideOfTheAlphabet_IsRejected(string name, bool isValid) => Assert.Equal(
        isValid ? [] : ["$.tools[0].function.name"], await GetProblemsAsync(Request with { Tools = [Tool.FromFunction(name)] }));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task ToolName_LongerThan64_IsRejected(int length, bool isValid) => Assert.Equal(
        isValid ? [] : ["$.tools[0].function.name"],
        await GetProblemsAsync(Request with { Tools = [Tool.FromFunction(new string('a', length))] }));

    [Fact]
    public async Task Tools_CustomTool_IsRejected() => Assert.Equal(
        ["$.tools[0]"], await RejectAsync(Request with { Tools = [new CustomTool { Custom = new() { Name = "sql" } }] }));

    [Fact]
    public async Task File_WithDataAndName_IsSentAndWithAnIdRejected()
    {
        var file = new FilePart { File = new() { FileData = "data:application/pdf;base64,JVBERi0=", FileName = "a.pdf" } };

        Assert.Equal(
            """[{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0=","filename":"a.pdf"}}]""",
            (await SendAsync(With(ChatMessage.User([file])))).GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal(
            ["$.messages[0].content[0].file.file_id"],
            await RejectAsync(With(ChatMessage.User([new FilePart { File = new() { FileId = "file-1" } }]))));
        Assert.Equal(
            ["$.messages[0].content[0].file"], await RejectAsync(With(ChatMessage.User([new FilePart { File = new() }]))));
    }

    [Fact]
    public async Task ParallelToolCalls_IsSent() => Assert.False(
        (await SendAsync(Request with { Tools = [Tool.FromFunction("f")], ParallelToolCalls = false }))
            .GetProperty("parallel_tool_calls").GetBoolean());

    [Theory]
    [InlineData("stop")]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("tool_calls")]
    [InlineData("function_call")]
    public async Task FinishReason_EachValue_IsReadInBothModes(string reason)
    {
        ChatCompletion complete = await CompleteAsync(
            $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"{{reason}}"}]}""");
        ChatCompletion streamed = await StreamAsync(
            $$"""{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":"{{reason}}"}]}""");

        Assert.Equal((reason, reason), (complete.FinishReason!.Value.Value, streamed.FinishReason!.Value.Value));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("default")]
    [InlineData("flex")]
    [InlineData("scale")]
    [InlineData("priority")]
    public async Task ServiceTier_EachValueOfAChunk_IsRead(string tier) => Assert.Equal(
        tier,
        (await StreamAsync(
            $$"""{"service_tier":"{{tier}}","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"""))
            .ServiceTier!.Value.Value);

    [Theory]
    [InlineData("user")]
    [InlineData("assistant")]
    [InlineData("developer")]
    [InlineData("system")]
    [InlineData("tool")]
    public async Task Role_EachValueOfADelta_IsTheResponseOfTheAssistant(string role)
    {
        ChatCompletion streamed = await StreamAsync(
            $$"""{"choices":[{"index":0,"delta":{"role":"{{role}}","content":"Hi"},"finish_reason":"stop"}]}""");

        Assert.Equal((ChatRole.Assistant, "Hi"), (streamed.Message.Role, streamed.Text));
    }

    [Fact]
    public async Task Logprob_OfAnUnlikelyToken_IsRead()
    {
        const string Logprobs = """{"content":[{"token":"H","logprob":-9999.0,"bytes":null,"top_logprobs":[]}],"refusal":null}""";
        ChatCompletion complete = await CompleteAsync(
            $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"logprobs":{{Logprobs}},"finish_reason":"stop"}]}""");
        ChatCompletion streamed = await StreamAsync(
            $$"""{"choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":{{Logprobs}},"finish_reason":"stop"}]}""");

        foreach (ChatCompletion completion in (ChatCompletion[])[complete, streamed])
        {
            TokenLogprob token = Assert.Single(completion.Choices[0].Logprobs!.Content!);
            Assert.Equal(("H", -9999.0), (token.Token, token.Logprob));
            Assert.Null(token.Bytes);
        }
    }

    [Fact]
    public async Task Chunk_WithNullsAndWithoutRequiredProperties_IsRead()
    {
        ChatCompletion streamed = await StreamAsync(
            """{"choices":[{"index":0,"delta":{"content":"Hi","refusal":null,"tool_calls":null},"logprobs":null,"finish_reason":null}],"service_tier":null,"usage":null}""",
            """{"choices":[{"index":0,"delta":null,"finish_reason":"stop"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4,"completion_tokens_details":null,"prompt_tokens_details":null}}""");

        Assert.Equal(("Hi", FinishReason.Stop, 4), (streamed.Text, streamed.FinishReason, streamed.Usage!.TotalTokens));
    }

    private static ChatCompletionRequest With(params ChatMessage[] messages) => Request with { Messages = messages };

    private static async Task<JsonElement> SendAsync(ChatCompletionRequest request) =>
        (await SentRequest.SendAsync("aimlapi", request)).Json;

    private static async Task<IEnumerable<string>> RejectAsync(ChatCompletionRequest request) =>
        (await SentRequest.RejectAsync("aimlapi", request)).Select(static problem => problem.Path);

    /// <summary>Gets the paths of the problems; none for a request that is sent.</summary>
    private static async Task<IEnumerable<string>> GetProblemsAsync(ChatCompletionRequest request)
    {
        try
        {
            await SendAsync(request);
            return [];
        }
        catch (MiniMaxInvalidRequestException e)
        {
            return e.Problems.Select(static problem => problem.Path);
        }
    }

    private static async Task<ChatCompletion> CompleteAsync(string body)
    {
        SocketRun run = await SocketRun.CompleteAsync("aimlapi", body);
        Assert.Null(run.Failure);
        return run.Completion;
    }

    private static async Task<ChatCompletion> StreamAsync(params string[] chunks)
    {
        string[] events = [.. chunks.Select(static chunk => $"data: {chunk}\n\n"), "data: [DONE]\n\n"];
        SocketRun run = await SocketRun.RunAsync("aimlapi", isStreamed: true, ServerScript.Stream(events));
        Assert.Null(run.Failure);
        return run.Completion;
    }

    private static IEnumerable<string> GetNames(JsonElement json) => json.EnumerateObject().Select(static property => property.Name);
}
