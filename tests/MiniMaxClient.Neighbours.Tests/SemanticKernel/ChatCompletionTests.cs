using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using MiniMaxClient.Neighbours.Tests.ExtensionsAI;

namespace MiniMaxClient.Neighbours.Tests.SemanticKernel;

/// <summary>Semantic Kernel over the client: its chat completion service, functions, streaming, history, prompts, images.</summary>
public sealed class ChatCompletionTests
{
    private static readonly PromptExecutionSettings AutomaticFunctions =
        new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task History_OfTwoTurns_IsSentWithTheTextOfTheResponse(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("Blue.", thinking: "Rayleigh scattering.").WithChunkSize(2), Reply.Text("Yes."));
        IChatCompletionService service = emulated.Chat.AsChatCompletionService();
        ChatHistory history = new("Be terse.");

        history.AddUserMessage("What color is the sky?");
        string first = await GetTextAsync(service, stream, history);
        history.AddUserMessage("Sure?");
        string second = await GetTextAsync(service, stream, history);

        Assert.Equal(("Blue.", "Yes."), (first, second));
        RecordedRequest sent = emulated.Requests[1];
        Assert.Equal("Be terse.", sent.System());
        Assert.Equal(["user", "assistant", "user"], sent.Roles().Where(static role => role != "system"));
        // Semantic Kernel's messages have no reasoning: that of an earlier turn cannot be sent.
        Assert.Equal("Blue.", SentRequest.Text(sent.Messages()[^2].GetProperty("content")));
        Assert.DoesNotContain("Rayleigh", sent.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Functions_OfAPlugin_RunWithTheReasoningKept(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider,
            Reply.Text("", thinking: "Look them up.").WithToolCall("weather_get", """{"city":"Oslo"}""", "call_1")
                .WithToolCall("weather_get", """{"city":"Rome"}""", "call_2"),
            Reply.Text("Rome."), Reply.Text("Sun."));
        IChatCompletionService service =
            emulated.Chat.AsBuilder().UseKernelFunctionInvocation().Build().AsChatCompletionService();
        ChatHistory history = [];

        history.AddUserMessage("Oslo or Rome?");
        string text = await GetTextAsync(service, stream, history, AutomaticFunctions, CreateKernel());
        history.AddUserMessage("Why?");
        await GetTextAsync(service, stream, history, AutomaticFunctions, CreateKernel());

        Assert.Equal("Rome.", text);
        Assert.Contains("Gets the weather of a city.", emulated.Requests[0].Json.GetProperty("tools").GetRawText(), StringComparison.Ordinal);
        RecordedRequest second = emulated.Requests[1];
        Assert.Equal(
            [("call_1", "weather_get"), ("call_2", "weather_get")], second.ToolCalls().Select(static call => (call.Id, call.Name)));
        Assert.Equal(
            [("call_1", "Oslo: snow"), ("call_2", "Rome: sun")],
            second.ToolResults().Select(static result => (result.Id, result.Text)));
        Assert.Contains("Look them up.", second.Text, StringComparison.Ordinal);
        emulated.Requests[2].AssertEveryResultHasItsCall();
    }

    [Theory]
    [MemberData(nameof(FunctionInvocationTests.CutWays), MemberType = typeof(FunctionInvocationTests))]
    public async Task Function_WithTruncatedArguments_IsNotRunAndReported(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.ToolCall("weather_get", "{\"city\":\"Os", "call_1").WithFinishReason("length"), Reply.Text("Sorry."));
        int runs = 0;
        Kernel kernel = new();
        kernel.Plugins.AddFromFunctions("weather", [KernelFunctionFactory.CreateFromMethod((string city = "") => ++runs, "get")]);
        IChatCompletionService service =
            emulated.Chat.AsBuilder().UseKernelFunctionInvocation().Build().AsChatCompletionService();

        string text = await GetTextAsync(service, stream, new ChatHistory("Go.", AuthorRole.User), AutomaticFunctions, kernel);

        Assert.Equal(("Sorry.", 0), (text, runs));
        Assert.StartsWith("Error: ", Assert.Single(emulated.Requests[1].ToolResults()).Text);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Prompt_OfAKernel_HasTheRegisteredClientAndItsSettings(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Blue.").WithChunkSize(2));
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(emulated.Chat);
        Kernel kernel = builder.Build();
        PromptExecutionSettings settings = new()
        {
            ExtensionData = new Dictionary<string, object> { ["max_tokens"] = 4_000, ["temperature"] = 0.5 },
        };
        KernelArguments arguments = new(settings) { ["what"] = "sky" };
        const string Prompt = "What color is the {{$what}}?";

        StringBuilder text = new();
        if (stream)
        {
            await foreach (StreamingKernelContent part in kernel.InvokePromptStreamingAsync(
                Prompt, arguments, cancellationToken: TestTimeouts.Token))
                text.Append(part);
        }
        else
        {
            text.Append(await kernel.InvokePromptAsync<string>(Prompt, arguments, cancellationToken: TestTimeouts.Token));
        }

        Assert.Equal("Blue.", $"{text}");
        JsonElement sent = Assert.Single(emulated.Requests).Json;
        Assert.Equal("What color is the sky?", SentRequest.Text(sent.GetProperty("messages")[0].GetProperty("content")));
        Assert.Equal(
            (4_000, 0.5), (sent.GetProperty("max_tokens").GetInt32(), sent.GetProperty("temperature").GetDouble()));
    }

    [Theory]
    [InlineData("openai", """{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}""")]
    [InlineData("minimax", """{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}""")]
    [InlineData("anthropic", """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}""")]
    public async Task Images_OfAMessage_AreSent(string provider, string bytes)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, MiniMaxModels.M3);
        ChatHistory history = [];
        history.AddUserMessage(
        [
            new Microsoft.SemanticKernel.TextContent("Which one is a cat?"),
            new ImageContent(new byte[] { 1, 2, 3 }, "image/png"),
            new ImageContent(new Uri("https://example.com/cat.png")) { MimeType = "image/png" },
        ]);

        await emulated.Chat.AsChatCompletionService().GetChatMessageContentAsync(history, cancellationToken: TestTimeouts.Token);

        JsonElement[] parts = [.. emulated.Requests[0].Messages()[0].GetProperty("content").EnumerateArray()];
        Assert.Equal("Which one is a cat?", parts[0].GetProperty("text").GetString());
        Assert.Equal(bytes, parts[1].GetRawText());
        Assert.Contains("https://example.com/cat.png", parts[2].GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Response_OfTheService_HasModelAndUsage(string provider)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Blue.").WithUsage(12, 7));

        ChatMessageContent message = await emulated.Chat.AsChatCompletionService().GetChatMessageContentAsync(
            "What color is the sky?", cancellationToken: TestTimeouts.Token);

        Assert.NotNull(message.ModelId);
        UsageDetails usage = Assert.IsType<UsageDetails>(message.Metadata!["Usage"]);
        Assert.Equal((12, 7), (usage.InputTokenCount, usage.OutputTokenCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FailedCall_OfTheService_ThrowsTheClientsException(bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(Reply.Error(402, "No credits left."));

        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => GetTextAsync(emulated.Chat.AsChatCompletionService(), stream, new ChatHistory("Hi", AuthorRole.User)));
    }

    private static Kernel CreateKernel()
    {
        Kernel kernel = new();
        kernel.Plugins.AddFromFunctions("weather", [KernelFunctionFactory.CreateFromMethod(GetWeather, "get")]);
        return kernel;
    }

    [Description("Gets the weather of a city.")]
    private static string GetWeather(string city) => city == "Oslo" ? "Oslo: snow" : $"{city}: sun";

    /// <summary>Gets the text of the response and adds it to the history.</summary>
    private static async Task<string> GetTextAsync(
        IChatCompletionService service, bool stream, ChatHistory history,
        PromptExecutionSettings? settings = null, Kernel? kernel = null)
    {
        if (!stream)
        {
            ChatMessageContent message = await service.GetChatMessageContentAsync(history, settings, kernel, TestTimeouts.Token);
            history.Add(message);
            return message.Content ?? "";
        }

        StringBuilder text = new();
        await foreach (StreamingChatMessageContent update in service.GetStreamingChatMessageContentsAsync(
            history, settings, kernel, TestTimeouts.Token))
            text.Append(update.Content);
        history.AddAssistantMessage($"{text}");
        return $"{text}";
    }
}
