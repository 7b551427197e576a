using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class ModelWarningsTests
{
    private static readonly DateTimeOffset November17 = new(2026, 11, 17, 23, 59, 59, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_RetiredModel_LogsOneWarningPerModel(bool stream)
    {
        IReadOnlyCollection<string> messages = await CallAsync(
            "minimax", stream, November17.AddSeconds(1), ["MiniMax-M2.7", "MiniMax-M2.7", "MiniMax-M2.5"], static sent => sent);

        Assert.Equal(
            [
                "Warning: minimax is reported to have retired the model MiniMax-M2.7 on 2026-11-18; the request was sent. "
                + "Use a current model.",
                "Warning: minimax is reported to have retired the model MiniMax-M2.5 on 2026-11-18; the request was sent. "
                + "Use a current model.",
            ],
            messages);
    }

    [Theory]
    [InlineData("minimax", "MiniMax-M2.7", false)]
    [InlineData("minimax", "MiniMax-M2.1", true)]
    [InlineData("aimlapi", "MiniMax-M2.7", true)]
    [InlineData("runapi", "MiniMax-M2.7", true)]
    public async Task Call_ModelThatIsNotRetired_LogsNoWarning(string provider, string model, bool isAfterTheDate) =>
        Assert.Empty(await CallAsync(
            provider, false, isAfterTheDate ? November17.AddDays(9) : November17, [model], static sent => sent));

    [Theory]
    [InlineData("runapi", "MiniMax-M1")]
    [InlineData("runapi", "MiniMax-M2.1-highspeed")]
    [InlineData("runapi", "M2-her")]
    [InlineData("modelslab", "MiniMax-M2.7")]
    [InlineData("aimlapi", "minimax/m9")]
    public async Task Call_ModelThatTheProviderDoesNotList_LogsOneWarning(string provider, string model) =>
        Assert.Equal(
            [
                $"Warning: {provider} does not list the model {model}; the id was sent unchanged. "
                + "If the provider serves it, add it to Models.",
            ],
            await CallAsync(provider, false, November17, [model, model], static sent => sent));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OtherModelInTheResponse_LogsOneWarningPerModel(bool stream) =>
        Assert.Equal(
            ["Warning: minimax responded with the model MiniMax-M3.1-Flash to a request for MiniMax-M3."],
            await CallAsync(
                "minimax", stream, November17, ["MiniMax-M3", "MiniMax-M3", "MiniMax-M3.1-Flash-Preview"], static _ => "MiniMax-M3.1-Flash"));

    [Theory]
    [InlineData("aimlapi", "MiniMax-M2.7", "MiniMax-M2.7")]
    [InlineData("aimlapi", "minimax/m2-5-20260218", "MiniMax-M2.5")]
    [InlineData("modelslab", "MiniMax-M2", "minimax/minimax-m2")]
    [InlineData("openai", "MiniMaxAI/MiniMax-M2", "MiniMax-M2")]
    [InlineData("minimax", "MiniMax-M3", "")]
    public async Task Call_SameModelUnderAnotherId_LogsNoWarning(string provider, string model, string responded) =>
        Assert.Empty(await CallAsync(provider, true, November17, [model], _ => responded));

    [Fact]
    public async Task Call_IgnoredFields_LogsOneWarningPerField()
    {
        ChatCompletionRequest request = CreateRequest(MiniMaxModels.M3_1_Flash) with
        {
            Stop = ["x"],
            N = 1,
            Logprobs = true,
            FrequencyPenalty = 0.1,
            Tools = [Tool.FromFunction("f", "A function.", JsonElement.Parse("""{"type":"object","properties":{}}"""))],
            ParallelToolCalls = false,
        };

        IReadOnlyCollection<string> messages =
            await CallAsync("minimax", false, November17, [request, request], static sent => sent);

        Assert.Equal(
            new[] { "stop", "parallel_tool_calls", "logprobs", "frequency_penalty" }.Select(static field =>
                $"Warning: The model MiniMax-M3.1-Flash at minimax ignores the field {field}; the field was sent."),
            messages);
    }

    [Fact]
    public async Task Call_ImageForATextModelOfAimlApi_LogsOneWarning()
    {
        ChatCompletionRequest request = CreateRequest(MiniMaxModels.M2_1) with
        {
            Messages = [ChatMessage.User(["Hi", ContentPart.FromImage(new Uri("https://example.com/cat.png"))])],
        };

        Assert.Equal(
            [
                "Warning: The model MiniMax-M2.1 at aimlapi is documented not to process content parts of the type image_url; "
                + "they were sent.",
            ],
            await CallAsync("aimlapi", false, November17, [request, request], static sent => sent));
    }

    [Fact]
    public async Task Call_RejectedRequest_LogsNoWarning()
    {
        using var log = new RecordingLoggerFactory();
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter("key-1"), new() { LoggerFactory = log, TimeProvider = new FakeTimeProvider(November17.AddDays(9)) });

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(CreateRequest("MiniMax-M2.7") with { Temperature = 9 }, TestTimeouts.Token));

        Assert.Empty(log.Messages);
    }

    [Fact]
    public async Task Call_KeyAsTheModelOfTheRequest_IsRedacted()
    {
        IReadOnlyCollection<string> messages = await CallAsync(
            "runapi", false, November17, ["MiniMax-test-key-0123456789"], static _ => "MiniMax-M3");

        Assert.Equal(2, messages.Count);
        Assert.All(messages, static message => Assert.DoesNotContain("test-key-0123456789", message, StringComparison.Ordinal));
    }

    [Fact]
    public void StreamAsync_NotEnumerated_LogsNoWarning()
    {
        using var log = new RecordingLoggerFactory();
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter("key-1"),
            new() { LoggerFactory = log, TimeProvider = new FakeTimeProvider(November17.AddDays(9)) });

        _ = client.StreamAsync(CreateRequest("MiniMax-M2.7"), TestTimeouts.Token);

        Assert.Empty(log.Messages);
    }

    [Fact]
    public async Task Call_KeyAsTheModelOfTheResponse_IsRedacted()
    {
        IReadOnlyCollection<string> messages =
            await CallAsync("minimax", false, November17, ["MiniMax-M3"], static _ => "model-of-test-key-0123456789");

        Assert.DoesNotContain("test-key-0123456789", Assert.Single(messages), StringComparison.Ordinal);
    }

    private static ChatCompletionRequest CreateRequest(string model) =>
        new() { Model = model, Messages = [ChatMessage.User("Hi")] };

    private static Task<IReadOnlyCollection<string>> CallAsync(
        string provider, bool stream, DateTimeOffset now, string[] models, Func<string, string> getResponseModel) =>
        CallAsync(provider, stream, now, Array.ConvertAll(models, CreateRequest), getResponseModel);

    /// <summary>Makes the calls one after the other with one client, and returns the log.</summary>
    private static async Task<IReadOnlyCollection<string>> CallAsync(
        string provider,
        bool stream,
        DateTimeOffset now,
        ChatCompletionRequest[] requests,
        Func<string, string> getResponseModel)
    {
        using var log = new RecordingLoggerFactory();
        await using FaultServer server = FaultServer.Start((_, sent) =>
        {
            string model = getResponseModel(sent.Json.GetProperty("model").GetString()!);
            return stream
                ? ServerScript.Stream(
                    $$$"""data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],"model":"{{{model}}}"}"""
                    + "\n\n",
                    "data: [DONE]\n\n")
                : ServerScript.Json(
                    200, $$$"""{"choices":[{"message":{"role":"assistant","content":"x"}}],"model":"{{{model}}}"}""");
        });
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, provider, "test-key-0123456789"),
            new() { LoggerFactory = log, TimeProvider = new FakeTimeProvider(now) });
        foreach (ChatCompletionRequest request in requests)
            await client.CompletePromptAsync(stream, request, TestTimeouts.Token);
        return log.Messages;
    }
}
