using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A run of tools whose final response is parsed as a type.</summary>
public sealed class ToolRunResultOfTTests : ToolRunTest
{
    private const string Ada = """{"name":"Ada","age":36}""";

    private readonly List<string> _ran = [];

    public static TheoryData<string> Providers { get; } = [OpenAI, Messages, "modelslab", "aimlapi"];

    private AIFunction LookUp => AIFunctionFactory.Create((string name) => _ran.Add(name), "look_up");

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task FinalResponse_AfterTheTools_IsTheValue(string provider)
    {
        Emulator.Enqueue(Reply.ToolCall("look_up", """{"name":"Ada"}"""), Reply.Text($"It is\n```json\n{Ada}\n```"));

        ToolRunResult<Guest> result = await CreateClient(provider).RunToolsAsync(
            RequestFor(provider), [LookUp], StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Guest guest = result;
        Assert.Equal(new Guest("Ada", 36), guest);
        Assert.Equal((true, guest, ToolRunStopReason.Completed), (result.HasValue, result.Value, result.Run.StopReason));
        Assert.Equal(["Ada"], _ran);
        Assert.Equal(2, result.Run.Steps.Count);
        Assert.All(Emulator.Requests, static request => Assert.Contains("JSON Schema", request.Text, StringComparison.Ordinal));
        Assert.All(Emulator.Requests, static request =>
            Assert.False(request.Json.TryGetProperty("tool_choice", out _), "A forced tool keeps the others from being called."));
    }

    [Fact]
    public async Task FinalResponse_ByReflection_IsTheValue()
    {
        Emulator.Enqueue(Reply.ToolCall("look_up", """{"name":"Ada"}"""), Reply.Text(Ada));

        Guest guest = await CreateClient(OpenAI).RunToolsAsync<Guest>(Request, [LookUp], cancellationToken: Token);

        Assert.Equal("Ada", guest.Name);
    }

    [Theory]
    [InlineData(OpenAI)]
    [InlineData(Messages)]
    public async Task FinalResponse_Mismatch_IsCorrectedAndMayCallToolsAgain(string provider)
    {
        Emulator.Enqueue(
            Reply.ToolCall("look_up", """{"name":"Ada"}"""), Reply.Text("Ada."),
            Reply.ToolCall("look_up", """{"name":"Bob"}"""), Reply.Text(Ada));
        List<ChatCompletion> answers = [];

        ToolRunResult<Guest> result = await CreateClient(provider).RunToolsAsync(
            Request, [LookUp], StructuredOutputJson.Default.Guest, answerOptions: new() { OnResponse = answers.Add }, cancellationToken: Token);

        Assert.Equal("Ada", result.Value.Name);
        Assert.Equal(["Ada", "Bob"], _ran);
        Assert.Equal((4, 4), (answers.Count, result.Run.Steps.Count));
        Assert.Contains("The response does not match: it contains no JSON.", Emulator.Requests[2].Text, StringComparison.Ordinal);
        Assert.Equal(result.Run.Completion.Message, result.Run.Messages[^1]);
    }

    [Fact]
    public async Task CompleteAsync_MismatchAfterMaxCorrections_ThrowsWithTheLastResponse()
    {
        Emulator.Enqueue(Reply.Text("One."), Reply.Text("Two."));

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() =>
            CreateClient(OpenAI).RunToolsAsync(
                Request, [LookUp], StructuredOutputJson.Default.Guest, answerOptions: new() { MaxCorrections = 1 }, cancellationToken: Token));

        Assert.Equal("Two.", thrown.Partial?.Text);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task Correction_AfterMaxSteps_IsNotSent()
    {
        Emulator.Enqueue(Reply.Text("One."));

        await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => CreateClient(OpenAI).RunToolsAsync(
            Request, [LookUp], StructuredOutputJson.Default.Guest, new() { MaxSteps = 1 }, cancellationToken: Token));

        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task Run_StoppedBeforeAFinalResponse_HasNoValue()
    {
        Emulator.Enqueue(Reply.ToolCall("look_up", """{"name":"Ada"}"""));

        ToolRunResult<Guest> result = await CreateClient(OpenAI).RunToolsAsync(
            Request, [LookUp], StructuredOutputJson.Default.Guest, new() { MaxSteps = 1 }, cancellationToken: Token);

        Assert.False(result.HasValue);
        Assert.Equal(ToolRunStopReason.MaxSteps, result.Run.StopReason);
        Assert.Single(result.Run.PendingCalls);
        Assert.Contains("MaxSteps", Assert.Throws<InvalidOperationException>(() => result.Value).Message, StringComparison.Ordinal);
        Assert.Equal("No value: MaxSteps", result.ToString());
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(result));
        Assert.Equal(["Run", "HasValue"], json.RootElement.EnumerateObject().Select(static property => property.Name));
    }

    [Fact]
    public async Task Format_RejectedByTheProvider_FallsBackToAnInstruction()
    {
        Emulator.Enqueue(
            Reply.Error(400, "response_format is not supported with tools", "2013"),
            Reply.ToolCall("look_up", """{"name":"Ada"}"""), Reply.Text(Ada));

        Guest guest = await CreateClient(OpenAI).RunToolsAsync(Request, [LookUp], StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.Equal("Ada", guest.Name);
        Assert.Equal(
            [true, false, false],
            Emulator.Requests.Select(static request => request.Json.TryGetProperty("response_format", out JsonElement _)));
    }

    // The tools have run: the request is not sent again from its start.
    [Fact]
    public async Task Rejection_AfterAToolCall_Throws()
    {
        Emulator.Enqueue(Reply.ToolCall("look_up", """{"name":"Ada"}"""), Reply.Error(400, "invalid params", "2013"));

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => CreateClient(OpenAI).RunToolsAsync(
            Request, [LookUp], StructuredOutputJson.Default.Guest, cancellationToken: Token));

        Assert.Equal(["Ada"], _ran);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task Arguments_Invalid_ThrowArgumentException()
    {
        ChatCompletionsClient client = CreateClient(OpenAI);

        Assert.Equal("type", (await Assert.ThrowsAsync<ArgumentNullException>(
            () => client.RunToolsAsync<Guest>(Request, [LookUp], type: null!, cancellationToken: Token))).ParamName);
        foreach (StructuredOutputOptions options in (StructuredOutputOptions[])[new() { Mode = StructuredOutputMode.ToolCall }, new() { MaxCorrections = 11 }])
        {
            Assert.Equal("answerOptions", (await Assert.ThrowsAsync<ArgumentException>(() => client.RunToolsAsync(
                Request, [LookUp], StructuredOutputJson.Default.Guest, answerOptions: options, cancellationToken: Token))).ParamName);
        }

        Assert.Empty(Emulator.Requests);
    }

    private static ChatCompletionRequest RequestFor(string provider) =>
        provider == "modelslab" ? Request with { Model = MiniMaxModels.M2 } : Request;
}
