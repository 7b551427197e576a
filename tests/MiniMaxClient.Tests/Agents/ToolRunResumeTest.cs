using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A run that stops for an approval and is resumed from JSON, as in another process.</summary>
public abstract class ToolRunResumeTest : ToolRunTest
{
    protected const string ToAda = """{"to":"Ada"}""";

    protected ToolRunResumeTest()
    {
        Look = AIFunctionFactory.Create((string q) => Run($"look {q}", "42"), "look");
        Pay = new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string to) => Run($"pay {to}", "paid"), "pay"));
    }

    /// <summary>The calls that ran, in order.</summary>
    protected List<string> Ran { get; } = [];

    /// <summary>A function that needs no approval.</summary>
    protected AIFunction Look { get; }

    /// <summary>A function that requires an approval.</summary>
    protected AIFunction Pay { get; }

    /// <summary>Starts a run whose first response calls <c>pay</c>, and returns its state.</summary>
    protected async Task<ToolRunState> PauseAsync(string protocol = OpenAI, bool streamed = false, Reply? first = null)
    {
        Emulator.Enqueue(first ?? Reply.ToolCall("pay", ToAda, "1"));
        ToolRunResult paused = await RunAsync(protocol, streamed, [Look, Pay]);
        Assert.Equal(ToolRunStopReason.ApprovalRequired, paused.StopReason);
        return ToolRunState.FromJson(paused.State!.ToJson());
    }

    /// <summary>Resumes a run, non-streaming or streaming.</summary>
    protected async Task<ToolRunResult> ResumeAsync(
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        string protocol = OpenAI,
        bool streamed = false,
        IEnumerable<AIFunction>? tools = null,
        ToolRunOptions? options = null)
    {
        tools ??= [Look, Pay];
        ChatCompletionsClient client = CreateClient(protocol);
        if (!streamed)
            return await client.ResumeToolsAsync(state, decisions, tools, options, Token);
        ToolRunEvent? last = null;
        await foreach (ToolRunEvent runEvent in client.StreamResumedToolsAsync(state, decisions, tools, options, Token))
            last = runEvent;
        return Assert.IsType<ToolRunCompleted>(last).Result;
    }

    private string Run(string call, string result)
    {
        lock (Ran)
            Ran.Add(call);
        return result;
    }
}
