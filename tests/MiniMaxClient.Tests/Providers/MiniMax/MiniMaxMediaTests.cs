using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers.MiniMax;

/// <summary>Images and videos at MiniMax: the raw parts of both protocols, and the models that process them.</summary>
public sealed class MiniMaxMediaTests : EmulatorTest
{
    private static readonly ContentPart[] Parts =
    [
        ContentPart.FromText("What moves first?"),
        ContentPart.FromImage(new byte[] { 1, 2, 3 }, "image/png", ImageDetail.High),
        new VideoPart
        {
            VideoUrl = new() { Url = "mm_file://4711", Fps = 2, Detail = ImageDetail.Low, MaxLongSidePixel = 720 },
        },
    ];

    public static MatrixTheoryData<(string Provider, string Model, string Content), bool> Sent { get; } = new(
        [
            ("minimax", "MiniMax-M3.1-Flash", ChatContent),
            ("minimax", "MiniMax-M3", ChatContent),
            ("runapi", "MiniMax-M3", ChatContent),
            ("minimax, messages", "MiniMax-M3.1-Flash", MessagesContent),
            ("minimax, messages", "MiniMax-M3", MessagesContent),
        ],
        [false, true]);

    private const string ChatContent =
        """[{"type":"text","text":"What moves first?"},"""
        + """{"type":"image_url","image_url":{"detail":"high","url":"data:image/png;base64,AQID"}},"""
        + """{"type":"video_url","video_url":{"url":"mm_file://4711","detail":"low","fps":2,"max_long_side_pixel":720}}]""";

    private const string MessagesContent =
        """[{"type":"text","text":"What moves first?"},"""
        + """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID","detail":"high"}},"""
        + """{"type":"video","source":{"type":"url","url":"mm_file://4711","detail":"low","fps":2,"max_long_side_pixel":720}}]""";

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task SendAsync_ImageAndVideo_AreSentInTheFormOfTheProtocol(
        (string Provider, string Model, string Content) row, bool stream)
    {
        FaultRequest sent = await SentRequest.SendAsync(row.Provider, CreateRequest(row.Model), stream: stream);

        JsonElement content = sent.Json.GetProperty("messages")[0].GetProperty("content");
        Assert.True(
            JsonElement.DeepEquals(JsonElement.Parse(row.Content), content),
            $"Expected: {row.Content}\nActual:   {content.GetRawText()}");
    }

    [Theory]
    [InlineData("minimax", false)]
    [InlineData("minimax", true)]
    [InlineData("minimax, messages", false)]
    [InlineData("minimax, messages", true)]
    public async Task Call_ImageAndVideo_AreAcceptedByTheEmulator(string provider, bool stream)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));

        ChatCompletion completion =
            await client.CompletePromptAsync(stream, CreateRequest(MiniMaxModels.M3_1_Flash), Token);

        Assert.Equal("MiniMax-M3.1-Flash heard you say: \"What moves first?\".", completion.Text);
    }

    [Theory]
    [InlineData("minimax", "MiniMax-M2.7", "MiniMax's chat completions schema")]
    [InlineData("minimax, messages", "MiniMax-M2.1", "MiniMax's Messages schema")]
    [InlineData("runapi", "MiniMax-M2.7", "RunAPI's OpenAI-compatible format over MiniMax's schema")]
    [InlineData("modelslab", "MiniMax-M2", "ModelsLab's LLM API pages")]
    public async Task SendAsync_TextModel_RejectsEachPartWithTheReason(string provider, string model, string source) =>
        Assert.Equal(
            [
                ("$.messages[0].content[1].type", $"'image_url' is not supported by the model; supported: text (source: {source})"),
                ("$.messages[0].content[2].type", $"'video_url' is not supported by the model; supported: text (source: {source})"),
            ],
            (await SentRequest.RejectAsync(provider, CreateRequest(model)))
                .Select(static problem => (problem.Path, problem.Message)));

    [Theory]
    [InlineData("minimax")]
    [InlineData("minimax, messages")]
    public async Task SendAsync_FileOrInvalidDetail_IsRejected(string provider)
    {
        IReadOnlyList<RequestProblem> problems = await SentRequest.RejectAsync(
            provider,
            CreateRequest(MiniMaxModels.M3) with
            {
                Messages =
                [
                    ChatMessage.User(
                        ["Hi", ContentPart.FromFile(new byte[] { 1 }), ContentPart.FromImage(new byte[] { 1 }, "image/png", ImageDetail.Auto)]),
                ],
            });

        Assert.Equal(
            ["$.messages[0].content[1].type", "$.messages[0].content[2].image_url.detail"], problems.Select(static one => one.Path));
    }

    [Theory]
    [InlineData("minimax", false)]
    [InlineData("minimax", true)]
    [InlineData("minimax, messages", false)]
    [InlineData("minimax, messages", true)]
    public async Task Call_LowEffort_ShortensTheReasoning(string provider, bool stream)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));
        ChatCompletionRequest request =
            new() { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };

        ChatCompletion unset = await client.CompletePromptAsync(stream, request, Token);
        ChatCompletion low = await client.CompletePromptAsync(
            stream, request with { ReasoningEffort = ReasoningEffort.Low }, Token);
        ChatCompletion max = await client.CompletePromptAsync(
            stream, request with { ReasoningEffort = ReasoningEffort.Max }, Token);

        Assert.InRange(low.Reasoning.Length, 1, max.Reasoning.Length - 1);
        Assert.Equal(max.Reasoning, unset.Reasoning);
    }

    [Theory]
    [InlineData("minimax", true, false)]
    [InlineData("minimax", true, true)]
    [InlineData("minimax", false, false)]
    [InlineData("minimax, messages", true, false)]
    [InlineData("minimax, messages", false, false)]
    [InlineData("minimax, messages", false, true)]
    public async Task Call_ThinkingOfM3_HasTheSameEffectInBothProtocols(string provider, bool isDisabled, bool stream)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));

        ChatCompletion completion = await client.CompletePromptAsync(
            stream,
            new()
            {
                Model = MiniMaxModels.M3,
                Messages = [ChatMessage.User("Hi")],
                Thinking = isDisabled ? Thinking.Disabled : Thinking.Adaptive,
            },
            Token);

        Assert.Equal(isDisabled, completion.Reasoning.Length == 0);
    }

    private static ChatCompletionRequest CreateRequest(string model) =>
        new() { Model = model, Messages = [ChatMessage.User(MessageContent.Create(Parts))] };
}
