using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Providers;

/// <summary>The values of <c>tool_choice</c> that a model takes, and token limits above its maximum.</summary>
public sealed class ToolChoiceTests
{
    public static TheoryData<string, string, string, string?> Choices { get; } = new()
    {
        { "minimax", "MiniMax-M3.1-Flash", "auto", "\"auto\"" },
        { "minimax", "MiniMax-M3.1-Flash", "required", null },
        { "minimax", "MiniMax-M3.1-Flash", "function", null },
        { "minimax", "MiniMax-M2.7", "none", "\"none\"" },
        { "minimax", "MiniMax-M2.7", "function", null },
        { "minimax, messages", "MiniMax-M3", "none", """{"type":"none"}""" },
        { "minimax, messages", "MiniMax-M3", "required", null },
        { "minimax, messages", "MiniMax-M3.1-Flash", "function", null },
        { "aimlapi", "MiniMax-M2.7", "function", """{"type":"function","function":{"name":"f"}}""" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task SendAsync_ToolChoice_IsSentOrRejectedByModel(string provider, string model, string choice, string? json)
    {
        var request = new ChatCompletionRequest
        {
            Model = model,
            Messages = [ChatMessage.User("Hi")],
            Tools = [Tool.FromFunction("f", "A function.", JsonElement.Parse("""{"type":"object","properties":{}}"""))],
            ToolChoice = choice == "function" ? ToolChoice.ForFunction("f") : new ModeToolChoice(choice),
        };
        if (json is not null)
        {
            FaultRequest sent = await SentRequest.SendAsync(provider, request);
            Assert.Equal(json, sent.Json.GetProperty("tool_choice").GetRawText());
            return;
        }

        RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(provider, request));
        Assert.Equal("$.tool_choice", problem.Path);
        Assert.StartsWith($"'{choice}' is not supported by the model {model}; supported: auto", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_NoneForAModelWithoutIt_IsSentWithoutTools(bool stream)
    {
        FaultRequest sent = await SentRequest.SendAsync(
            "minimax",
            new()
            {
                Model = MiniMaxModels.M3_1_Flash,
                Messages = [ChatMessage.User("Hi")],
                Tools = [Tool.FromFunction("f", "A function.", JsonElement.Parse("""{"type":"object","properties":{}}"""))],
                ToolChoice = ToolChoice.None,
                ParallelToolCalls = true,
            },
            stream: stream);

        Assert.Equal(
            stream ? ["model", "messages", "stream_options", "stream"] : ["model", "messages"],
            sent.Json.EnumerateObject().Select(static property => property.Name));
    }

    [Theory]
    [InlineData("minimax", "standard", true)]
    [InlineData("minimax, messages", "priority", true)]
    [InlineData("minimax", "auto", false)]
    [InlineData("minimax, messages", "Priority", false)]
    [InlineData("openai", "auto", true)]
    public async Task SendAsync_ServiceTier_IsSentIfTheProviderSupportsIt(string provider, string tier, bool isSent)
    {
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3,
            Messages = [ChatMessage.User("Hi")],
            ServiceTier = new(tier),
        };
        if (isSent)
            Assert.Equal(tier, (await SentRequest.SendAsync(provider, request)).Json.GetProperty("service_tier").GetString());
        else
            Assert.Equal("$.service_tier", Assert.Single(await SentRequest.RejectAsync(provider, request)).Path);
    }

    [Theory]
    [InlineData("minimax", "MiniMax-M2.7", 204_800, true)]
    [InlineData("minimax", "MiniMax-M2.7", 204_801, false)]
    [InlineData("minimax, messages", "MiniMax-M3", 524_289, false)]
    [InlineData("minimax", "M2-her", 2_049, false)]
    [InlineData("minimax", "MiniMax-M3.1-Flash", 1_048_576, true)]
    [InlineData("aimlapi", "MiniMax-M2.7", 400_000, true)]
    public async Task SendAsync_MaxTokens_IsRejectedAboveTheMaximumOfTheModel(string provider, string model, int limit, bool isSent)
    {
        var request = new ChatCompletionRequest { Model = model, Messages = [ChatMessage.User("Hi")], MaxTokens = limit };
        if (isSent)
        {
            Assert.Equal(limit, (await SentRequest.SendAsync(provider, request)).Json.GetProperty("max_tokens").GetInt32());
            return;
        }

        RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(provider, request));
        Assert.Equal("$.max_tokens", problem.Path);
        Assert.Contains($"is {limit}; the maximum of the model {model} is ", problem.Message, StringComparison.Ordinal);
    }
}
