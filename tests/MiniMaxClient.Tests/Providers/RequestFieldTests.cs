using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class RequestFieldTests
{
    private static readonly ChatCompletionRequest Minimal = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    private static readonly ChatCompletionRequest Complete = Minimal with
    {
        MaxTokens = 1,
        MaxCompletionTokens = 1,
        Temperature = 1,
        TopP = 1,
        TopK = 1,
        N = 1,
        Stop = ["a"],
        Seed = 1,
        PresencePenalty = 1,
        FrequencyPenalty = 1,
        RepetitionPenalty = 1,
        LogitBias = new Dictionary<string, double> { ["1"] = 1 },
        Logprobs = true,
        TopLogprobs = 1,
        Tools = [Tool.FromFunction("f")],
        ToolChoice = ToolChoice.Auto,
        ParallelToolCalls = true,
        NormalizeToolSchemas = true,
        ResponseFormat = ResponseFormat.JsonObject,
        Prediction = new() { Content = "a" },
        ReasoningEffort = ReasoningEffort.Low,
        Thinking = Thinking.Adaptive,
        ReasoningSplit = true,
        StreamOptions = new() { IncludeUsage = true },
        ServiceTier = ServiceTier.Priority,
        MaskSensitiveInfo = true,
        User = "u",
    };

    public static TheoryData<string> Names { get; } = [.. RequestField.All.Select(static field => field.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void RemoveFrom_CompleteRequest_RemovesTheFieldOfItsNameOnly(string name)
    {
        RequestField field = RequestField.All.Single(field => field.Name == name);
        JsonObject expected = ToJson(Complete);
        Assert.True(expected.Remove(name));

        ChatCompletionRequest actual = field.RemoveFrom(Complete);

        Assert.True(JsonNode.DeepEquals(expected, ToJson(actual)));
        Assert.Equal((true, false), (field.IsSet(Complete), field.IsSet(actual)));
    }

    [Fact]
    public void IsSet_MinimalRequestOrEmptyLists_ReturnsFalse()
    {
        ChatCompletionRequest empty = Minimal with { Stop = [], Tools = [], LogitBias = new Dictionary<string, double>() };

        Assert.DoesNotContain(RequestField.All, static field => field.IsSet(Minimal));
        Assert.DoesNotContain(RequestField.All, field => field.IsSet(empty));
    }

    private static JsonObject ToJson(ChatCompletionRequest request) =>
        JsonSerializer.SerializeToNode(request)!.AsObject();
}
