using System.Text.Json;
using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary>Structured output where <c>json_schema</c> is not supported (dotnet.md, F7): the schema is sent in another mode.</summary>
public sealed class StructuredOutputFallbackTests
{
    /// <summary>Providers and models, and the argument <c>useJsonSchemaResponseFormat</c>.</summary>
    public static TheoryData<string, string, bool?> Targets { get; } =
    [
        .. from target in ((string, string)[])
           [
               ("openai", MiniMaxModels.M2), ("runapi", MiniMaxModels.M2), ("aimlapi", MiniMaxModels.M2_1),
               ("aimlapi", MiniMaxModels.M2_7), ("modelslab", MiniMaxModels.M2), ("modelslab, key in the body", MiniMaxModels.M2),
               ("modelslab, messages", MiniMaxModels.M2), ("anthropic", MiniMaxModels.M2),
           ]
           from useSchema in (bool?[])[null, true, false]
           select new TheoryDataRow<string, string, bool?>(target.Item1, target.Item2, useSchema),
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task GetResponseOfT_OfAnyProvider_SendsTheSchemaOnceAndReturnsTheValue(
        string provider, string model, bool? useSchema)
    {
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, model, responder: StructuredReply.ToPerson);

        ChatResponse<Person> response = await emulated.Chat.GetResponseAsync<Person>(
            "Who wrote the first program?", useJsonSchemaResponseFormat: useSchema, cancellationToken: TestTimeouts.Token);

        Assert.Equal(new Person("Ada", 1815), response.Result);
        AssertOneRequestWithTheSchema(emulated);
        Assert.Empty(response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Stream_WithAResponseFormat_HasTheJsonAsItsText(string provider, string model, bool? useSchema)
    {
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, model, responder: StructuredReply.ToPerson);
        ChatOptions options = new()
        {
            ResponseFormat = useSchema == false
                ? ChatResponseFormat.Json
                : ChatResponseFormat.ForJsonSchema<Person>(AIJsonUtilities.DefaultOptions),
        };

        ChatResponse response = await EmulatedChat.GetResponseAsync(
            emulated.Chat, stream: true, [EmulatedChat.CreateUserMessage("Who wrote the first program? Reply with JSON.")], options);

        using JsonDocument json = JsonDocument.Parse(response.Text);
        Assert.Equal(1815, json.RootElement.GetProperty("born").GetInt32());
        Assert.Single(emulated.Requests);
    }

    public static TheoryData<string, string> AgentTargets { get; } =
    [
        .. Targets.Select(static target => (target.Data.Item1, target.Data.Item2)).Distinct()
            .Select(static target => new TheoryDataRow<string, string>(target.Item1, target.Item2)),
    ];

    [Theory]
    [MemberData(nameof(AgentTargets))]
    public async Task AgentRunOfT_OfAnyProvider_SendsTheSchemaOnceAndReturnsTheValue(string provider, string model)
    {
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, model, responder: StructuredReply.ToPerson);
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Historian", instructions: "Be exact.");

        AgentResponse<Person> response =
            await agent.RunAsync<Person>("Who wrote the first program?", cancellationToken: TestTimeouts.Token);

        Assert.Equal(new Person("Ada", 1815), response.Result);
        AssertOneRequestWithTheSchema(emulated);
    }

    [Theory]
    [InlineData("response_format is not supported by this model")]
    [InlineData("json_schema is not supported")]
    public async Task GetResponseOfT_WhenTheProviderRejectsTheFormat_IsSentOnceMoreInAnotherForm(string message)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            "openai", Reply.Error(400, message), Reply.Text("""{"name":"Ada","born":1815}"""));

        ChatResponse<Person> response = await emulated.Chat.GetResponseAsync<Person>(
            "Who wrote the first program?", cancellationToken: TestTimeouts.Token);

        Assert.Equal(new Person("Ada", 1815), response.Result);
        Assert.Equal(2, emulated.Requests.Count);
        Assert.True(emulated.Requests[0].Json.TryGetProperty("response_format", out _));
        Assert.False(emulated.Requests[1].Json.TryGetProperty("response_format", out _));
        Assert.Contains("born", emulated.Requests[1].Text, StringComparison.Ordinal);
    }

    private static void AssertOneRequestWithTheSchema(EmulatedChat emulated) =>
        Assert.Contains("born", Assert.Single(emulated.Requests).Text, StringComparison.Ordinal);
}
