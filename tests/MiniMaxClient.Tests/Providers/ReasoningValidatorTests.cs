using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Providers;

/// <summary>Effort and thinking: the raw field of each protocol, and the values that are rejected before sending.</summary>
public sealed class ReasoningValidatorTests
{
    /// <summary>The adapter, the model, the effort, the field and its raw JSON.</summary>
    public static MatrixTheoryData<(string Provider, string Model, string Effort, string Field, string Json), bool> Sent { get; } = new(
        [
            ("minimax", "MiniMax-M3.1-Flash", "low", "reasoning_effort", "\"low\""),
            ("minimax", "MiniMax-M3.1-Flash", "medium", "reasoning_effort", "\"medium\""),
            ("minimax", "MiniMax-M3.1-Flash", "high", "reasoning_effort", "\"high\""),
            ("minimax", "MiniMax-M3.1-Flash", "xhigh", "reasoning_effort", "\"xhigh\""),
            ("minimax", "MiniMax-M3.1-Flash", "max", "reasoning_effort", "\"max\""),
            ("minimax, messages", "MiniMax-M3.1-Flash", "low", "output_config", """{"effort":"low"}"""),
            ("minimax, messages", "MiniMax-M3.1-Flash", "max", "output_config", """{"effort":"max"}"""),
            ("minimax", "MiniMax-M3", "none", "thinking", """{"type":"disabled"}"""),
            ("minimax, messages", "MiniMax-M3", "none", "thinking", """{"type":"disabled"}"""),
            ("runapi", "MiniMax-M3", "none", "thinking", """{"type":"disabled"}"""),
            ("runapi", "MiniMax-M3.1-Flash", "max", "reasoning_effort", "\"max\""),
            ("aimlapi", "MiniMax-M3.1-Flash", "xhigh", "reasoning_effort", "\"xhigh\""),
            ("aimlapi", "minimax/m2-7-20260402", "high", "reasoning_effort", "\"high\""),
            ("openai", "gpt-oss-120b", "none", "reasoning_effort", "\"none\""),
            ("openai", "MiniMaxAI/MiniMax-M3", "none", "thinking", """{"type":"disabled"}"""),
            ("anthropic", "claude-sonnet-5", "high", "output_config", """{"effort":"high"}"""),
        ],
        [false, true]);

    /// <summary>The adapter, the model, the effort, and the problem.</summary>
    public static TheoryData<string, string, string, string> RejectedEffort { get; } = new()
    {
        {
            "minimax", "MiniMax-M3.1-Flash", "none",
            "is 'none', but the reasoning of the model MiniMax-M3.1-Flash cannot be disabled "
            + "(source: MiniMax's chat completions schema)"
        },
        {
            "minimax, messages", "MiniMax-M3.1-Flash", "none",
            "is 'none', but the reasoning of the model MiniMax-M3.1-Flash cannot be disabled (source: MiniMax's Messages schema)"
        },
        {
            "minimax", "MiniMax-M2.1", "none",
            "is 'none', but the reasoning of the model MiniMax-M2.1 cannot be disabled (source: MiniMax's chat completions schema)"
        },
        {
            "aimlapi", "MiniMax-M3", "none",
            "is 'none', but the reasoning of the model MiniMax-M3 cannot be disabled (source: AIML API's schema)"
        },
        {
            "minimax", "MiniMax-M3.1-Flash", "ultra",
            "'ultra' is not supported by the model MiniMax-M3.1-Flash; supported: low, medium, high, xhigh, max "
            + "(source: MiniMax's chat completions schema)"
        },
        {
            "aimlapi", "minimax/m2-7-20260402", "max",
            "'max' is not supported by the model minimax/m2-7-20260402; supported: low, medium, high (source: AIML API's schema)"
        },
        {
            "minimax", "MiniMax-M3", "low",
            "is not supported by the model MiniMax-M3 (source: MiniMax's chat completions schema)"
        },
        {
            "minimax, messages", "MiniMax-M2.7", "low",
            "is not supported by the model MiniMax-M2.7 (source: MiniMax's Messages schema)"
        },
        {
            "anthropic", "MiniMax-M2.7", "low", "is not supported by the model MiniMax-M2.7 (source: Anthropic's Messages schema)"
        },
        { "minimax", "MiniMax-M3.1-Flash", " ", "is empty" },
        {
            "aimlapi", "MiniMax-M3.1-Flash", "LOW",
            "'LOW' is not supported by the model MiniMax-M3.1-Flash; supported: low, medium, high, xhigh, max "
            + "(source: AIML API's page of the model)"
        },
        {
            "runapi", "MiniMax-M3.1-Flash", "none",
            "is 'none', but the reasoning of the model MiniMax-M3.1-Flash cannot be disabled "
            + "(source: RunAPI's OpenAI-compatible format over MiniMax's schema)"
        },
        {
            "openai", "minimax/minimax-m3.1-flash", "none",
            "is 'none', but the reasoning of the model minimax/minimax-m3.1-flash cannot be disabled (source: OpenAI's schema)"
        },
        { "openai", "MiniMaxAI/MiniMax-M2.5", "low", "is not supported by the model MiniMaxAI/MiniMax-M2.5 (source: OpenAI's schema)" },
    };

    /// <summary>The adapter, the model, the thinking type, and whether it is sent.</summary>
    public static TheoryData<string, string, string, bool> Thinking { get; } = new()
    {
        { "minimax", "MiniMax-M3.1-Flash", "adaptive", true },
        { "minimax", "MiniMax-M3.1-Flash", "disabled", false },
        { "minimax", "MiniMax-M3.1-Flash", "enabled", false },
        { "minimax", "MiniMax-M3", "adaptive", true },
        { "minimax", "MiniMax-M3", "disabled", true },
        { "minimax", "MiniMax-M3", "enabled", false },
        { "minimax", "MiniMax-M2.1", "disabled", true },
        { "minimax, messages", "MiniMax-M3", "enabled", true },
        { "minimax, messages", "MiniMax-M3", "disabled", true },
        { "minimax, messages", "MiniMax-M3.1-Flash", "disabled", false },
        { "runapi", "MiniMax-M3", "enabled", false },
        { "aimlapi", "MiniMax-M3.1-Flash", "disabled", false },
        { "openai", "MiniMax-M3", "enabled", true },
    };

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task SendAsync_SupportedEffort_IsSentInTheFieldOfTheProtocol(
        (string Provider, string Model, string Effort, string Field, string Json) row, bool stream)
    {
        FaultRequest sent = await SentRequest.SendAsync(
            row.Provider,
            CreateRequest(row.Model) with { ReasoningEffort = new(row.Effort) },
            stream: stream);

        Assert.Equal(row.Json, sent.Json.GetProperty(row.Field).GetRawText());
        string[] fields = ["reasoning_effort", "output_config", "thinking"];
        Assert.Equal([row.Field], fields.Where(field => sent.Json.TryGetProperty(field, out JsonElement _)));
    }

    [Theory]
    [MemberData(nameof(RejectedEffort))]
    public async Task SendAsync_UnsupportedEffort_IsRejectedWithTheReason(
        string provider, string model, string effort, string expected)
    {
        RequestProblem problem = Assert.Single(
            await SentRequest.RejectAsync(provider, CreateRequest(model) with { ReasoningEffort = new(effort) }));

        Assert.Equal(("$.reasoning_effort", expected), (problem.Path, problem.Message));
    }

    [Theory]
    [MemberData(nameof(Thinking))]
    public async Task SendAsync_ThinkingType_IsSentIfTheModelSupportsIt(string provider, string model, string type, bool isSent)
    {
        ChatCompletionRequest request = CreateRequest(model) with { Thinking = new() { Type = type } };
        if (isSent)
        {
            FaultRequest sent = await SentRequest.SendAsync(provider, request);
            Assert.Equal($$"""{"type":"{{type}}"}""", sent.Json.GetProperty("thinking").GetRawText());
        }
        else
        {
            Assert.Equal("$.thinking.type", Assert.Single(await SentRequest.RejectAsync(provider, request)).Path);
        }
    }

    [Theory]
    [InlineData("minimax", "M2-her")]
    [InlineData("aimlapi", "minimax/m2-her")]
    public async Task SendAsync_NoneForTheModelWithoutReasoning_IsSentWithoutTheField(string provider, string model)
    {
        FaultRequest sent =
            await SentRequest.SendAsync(provider, CreateRequest(model) with { ReasoningEffort = ReasoningEffort.None });

        Assert.Equal(["model", "messages"], sent.Json.EnumerateObject().Select(static property => property.Name));
    }

    [Fact]
    public async Task SendAsync_EffortWithDisabledThinkingOfAnotherVendor_IsSent()
    {
        FaultRequest sent = await SentRequest.SendAsync(
            "anthropic",
            CreateRequest("claude-sonnet-5") with { ReasoningEffort = ReasoningEffort.Low, Thinking = MiniMaxClient.Thinking.Disabled });

        Assert.Equal("""{"effort":"low"}""", sent.Json.GetProperty("output_config").GetRawText());
    }

    [Theory]
    [InlineData("none", "adaptive")]
    [InlineData("low", "disabled")]
    public async Task SendAsync_ContradictoryFields_AreRejected(string effort, string thinking)
    {
        IReadOnlyList<RequestProblem> problems = await SentRequest.RejectAsync(
            "openai",
            CreateRequest("MiniMaxAI/MiniMax-M3") with { ReasoningEffort = new(effort), Thinking = new() { Type = thinking } });

        Assert.Contains(problems, one => one.Message == $"is '{effort}', which contradicts the thinking type '{thinking}'");
    }

    [Fact]
    public async Task SendAsync_ReasoningInContentOfM31_IsRejected()
    {
        RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(
            "minimax", CreateRequest(MiniMaxModels.M3_1_Flash) with { ReasoningSplit = false }));

        Assert.Equal("$.reasoning_split", problem.Path);
    }

    [Fact]
    public async Task SendAsync_EffortAndOutputConfigAsProperty_IsRejected()
    {
        RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(
            "minimax, messages",
            (CreateRequest(MiniMaxModels.M3_1_Flash) with { ReasoningEffort = ReasoningEffort.Low }).WithProperty("output_config", "x")));

        Assert.Equal("$.output_config", problem.Path);
    }

    private static ChatCompletionRequest CreateRequest(string model) =>
        new() { Model = model, Messages = [ChatMessage.User("Hi")] };
}
