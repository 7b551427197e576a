using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A run with a typed final response that stops for an approval and is resumed.</summary>
public sealed class StructuredToolRunTests : ToolRunResumeTest
{
    private const string Ada = """{"name":"Ada","age":36}""";

    public static TheoryData<string> Providers { get; } = [OpenAI, Messages, "modelslab", "aimlapi"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Resume_FinalResponse_IsTheValueAndTheInstructionIsSentOnce(string provider)
    {
        ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.ToolCall("pay", ToAda, "1"));
        ToolRunResult<Guest> paused = await client.RunToolsAsync(
            RequestFor(provider), [Pay], StructuredOutputJson.Default.Guest, cancellationToken: Token);
        var state = ToolRunState.FromJson(paused.Run.State!.ToJson());
        Emulator.Enqueue(Reply.Text($"It is\n```json\n{Ada}\n```"));

        ToolRunResult<Guest> result = await client.ResumeToolsAsync(
            state, [state.Approvals[0].Approve()], [Pay], StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.False(paused.HasValue);
        Assert.Equal(new Guest("Ada", 36), result.Value);
        Assert.Equal(2, Emulator.Requests[1].Text.Split("JSON Schema").Length);
        Assert.Equal(["pay Ada"], Ran);
    }

    [Fact]
    public async Task SaveState_ResponseThatIsCorrected_IsSavedAndNotRequestedAgain()
    {
        ChatCompletionsClient client = CreateClient(OpenAI);
        Emulator.Enqueue(Reply.Text("Ada."), Reply.Error(400, "No"));
        ToolRunState? saved = null;
        ToolRunOptions options = new()
        {
            SaveState = (state, _) =>
            {
                saved = ToolRunState.FromJson(state.ToJson());
                return default;
            },
        };
        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.RunToolsAsync(
            Request, [Pay], StructuredOutputJson.Default.Guest, options, cancellationToken: Token));
        Emulator.Enqueue(Reply.Text(Ada));

        ToolRunResult<Guest> capped = await client.ResumeToolsAsync(
            saved!, [], [Pay], StructuredOutputJson.Default.Guest, new() { MaxSteps = 1 }, cancellationToken: Token);
        ToolRunResult<Guest> result = await client.ResumeToolsAsync(
            saved!, [], [Pay], StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.Equal((ToolRunStopReason.MaxSteps, false), (capped.Run.StopReason, capped.HasValue));
        Assert.NotNull(capped.Run.State);
        Assert.Equal((new Guest("Ada", 36), 2), (result.Value, result.Run.Steps.Count));
        Assert.Equal(3, Emulator.Requests.Count);
        Assert.Contains("Respond again", Emulator.Requests[2].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAI)]
    [InlineData(Messages)]
    public async Task Resume_CorrectionsBeforeAndAfter_CountTogether(string provider)
    {
        ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text("Ada."), Reply.ToolCall("pay", ToAda, "1"));
        StructuredOutputOptions one = new() { MaxCorrections = 1 };
        ToolRunResult<Guest> paused = await client.RunToolsAsync(
            Request, [Pay], StructuredOutputJson.Default.Guest, answerOptions: one, cancellationToken: Token);
        var state = ToolRunState.FromJson(paused.Run.State!.ToJson());
        Emulator.Enqueue(Reply.Text("Still Ada."));

        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.ResumeToolsAsync<Guest>(
            state, [state.Approvals[0].Approve()], [Pay], answerOptions: one, cancellationToken: Token));

        Assert.Equal("Still Ada.", e.Partial!.Text);
        Assert.Equal(3, Emulator.Requests.Count);
        Assert.Contains("Respond again", Emulator.Requests[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_ModeToolCall_Throws()
    {
        ToolRunState state = await PauseAsync();

        await Assert.ThrowsAsync<ArgumentException>("answerOptions", () => CreateClient(OpenAI).ResumeToolsAsync<Guest>(
            state, [], [Pay], answerOptions: new() { Mode = StructuredOutputMode.ToolCall }, cancellationToken: Token));
    }

    private static ChatCompletionRequest RequestFor(string provider) => provider == "modelslab"
        ? Request with { Model = MiniMaxModels.M2 }
        : Request;
}
