using System.Text.Json;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class RequestNormalizerTests
{
    private static readonly ChatCompletionRequest Request =
        new() { Model = SentRequest.OtherModel, Messages = [ChatMessage.User("x")] };

    public static TheoryData<string> Chat { get; } = SentRequest.OpenAIStyle;

    public static TheoryData<string> All { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(All))]
    public async Task EmptyLists_AnyProvider_AreNotSent(string provider)
    {
        FaultRequest sent = await SentRequest.SendAsync(provider, Request with
        {
            Model = provider.StartsWith("modelslab", StringComparison.Ordinal) ? MiniMaxModels.M2 : MiniMaxModels.M2_7,
            Tools = [],
            Stop = [],
            LogitBias = new Dictionary<string, double>(),
            Messages =
            [
                ChatMessage.User("x"),
                new AssistantMessage { Content = "y", ToolCalls = [], Annotations = [], ReasoningDetails = [] },
                ChatMessage.User("z"),
            ],
        });

        foreach (string field in (string[])["tools", "stop", "stop_sequences", "logit_bias", "tool_calls", "annotations", "reasoning_details"])
            Assert.DoesNotContain($"\"{field}\"", sent.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[]", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyTools_ToolSettings_AreOmitted()
    {
        FaultRequest sent = await SentRequest.SendAsync(
            "openai", Request with { Tools = [], ToolChoice = ToolChoice.Auto, ParallelToolCalls = true });

        Assert.Equal("""{"model":"a-model","messages":[{"role":"user","content":"x"}]}""", sent.Text);
    }

    [Fact]
    public async Task EmptyTools_ToolsAsAdditionalProperty_KeepToolSettings()
    {
        FaultRequest sent = await SentRequest.SendAsync(
            "openai",
            (Request with { Tools = [], ToolChoice = ToolChoice.Auto }).WithProperty("tools", new System.Text.Json.Nodes.JsonArray(1)));

        Assert.Equal(
            """{"model":"a-model","messages":[{"role":"user","content":"x"}],"tool_choice":"auto","tools":[1]}""", sent.Text);
    }

    [Fact]
    public async Task EmptyPrediction_OpenAI_IsNotSent()
    {
        FaultRequest sent = await SentRequest.SendAsync("openai", Request with { Prediction = new() { Content = [] } });

        Assert.DoesNotContain("prediction", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyAllowedTools_OpenAI_AreRejected()
    {
        IReadOnlyList<RequestProblem> problems = await SentRequest.RejectAsync("openai", Request with
        {
            Tools = [Tool.FromFunction("f")],
            ToolChoice = ToolChoice.ForAllowedTools(new() { Mode = "auto", Tools = [] }),
        });

        Assert.Equal(["$.tool_choice.allowed_tools.tools"], problems.Select(static problem => problem.Path));
    }

    [Theory]
    [MemberData(nameof(Chat))]
    public async Task Function_NoParameters_HasEmptyObjectSchema(string provider)
    {
        FaultRequest sent = await SentRequest.SendAsync(provider, Request with
        {
            Model = MiniMaxModels.M2,
            Tools =
            [
                Tool.FromFunction("now"),
                Tool.FromFunction("then", parameters: Json.Element("{}")),
                Tool.FromFunction("null", parameters: Json.Element("null")),
                Tool.FromFunction("here", parameters: Json.Element("""{"type":"object"}""")),
            ],
        });

        Assert.Equal(
            """
            [{"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}},
            {"type":"function","function":{"name":"then","parameters":{"type":"object","properties":{}}}},
            {"type":"function","function":{"name":"null","parameters":{"type":"object","properties":{}}}},
            {"type":"function","function":{"name":"here","parameters":{"type":"object"}}}]
            """.ReplaceLineEndings(""),
            sent.Json.GetProperty("tools").GetRawText());
    }

    [Fact]
    public async Task Request_Normalized_IsNotModified()
    {
        ChatCompletionRequest request = Request with { Tools = [], Messages = [ChatMessage.Assistant(""), .. Request.Messages] };

        await SentRequest.SendAsync("openai", request, stream: true);

        Assert.Empty(request.Tools!);
        Assert.Equal(2, request.Messages.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Messages_OnlyEmptyOnes_AreRejected(string provider)
    {
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => SentRequest.SendAsync(provider, Request with
        {
            Model = MiniMaxModels.M2,
            Messages = [new AssistantMessage { Content = "" }],
        }));

        Assert.Contains("$.messages", e.Message, StringComparison.Ordinal);
    }
}
