using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <summary>The state of a tool run between two of its calls, from which <c>ResumeToolsAsync</c> continues the run.</summary>
/// <remarks>
/// <para>
/// It can be stored as JSON, by <see cref="ToJson"/> or as a property of another object by <c>System.Text.Json</c>, and resumed
/// in another process. It contains the conversation, without the functions, and is neither encrypted nor signed.
/// </para>
/// <para>
/// Resume a state once: a run that is resumed twice from the same state with the same decisions runs the approved calls twice.
/// <see cref="ToolRunOptions.SaveState"/> replaces a stored state before each call.
/// </para>
/// </remarks>
[JsonConverter(typeof(ToolRunStateConverter))]
public sealed record ToolRunState
{
    internal ToolRunState(
        ChatCompletionRequest request,
        IReadOnlyList<ToolRunStep> completedSteps,
        ToolRunStep lastStep,
        IReadOnlyList<ToolCallProgress> calls)
    {
        Request = request;
        CompletedSteps = completedSteps;
        LastStep = lastStep;
        Calls = calls;
    }

    /// <summary>The request of the run, without the functions and the messages that the run added.</summary>
    /// <remarks>
    /// <see cref="ChatCompletionRequest.Options"/>, such as headers, are not stored; set them with <c>with</c> if the resumed run
    /// needs them.
    /// </remarks>
    public ChatCompletionRequest Request { get; init; }

    /// <summary>The last response of the model, with the calls.</summary>
    public ChatCompletion Completion => LastStep.Completion;

    /// <summary>The calls that need an approval; empty if the run can continue without one.</summary>
    /// <remarks>
    /// They are the calls of functions that require an approval, the calls that may have run, and, if the run had
    /// <see cref="ToolRunOptions.Approve"/>, all calls without a result.
    /// </remarks>
    public IReadOnlyList<ToolApprovalRequest> Approvals =>
    [
        .. Calls.Zip(Completion.Message.ToolCalls ?? [], static (progress, call) => progress.CreateApprovalRequest(call))
            .OfType<ToolApprovalRequest>(),
    ];

    /// <summary>The number of requests that the run sent, which counts for <see cref="ToolRunOptions.MaxSteps"/>.</summary>
    public int StepCount => CompletedSteps.Count + 1;

    /// <summary>The token usage so far; null if a step has none.</summary>
    public Usage? Usage => ToolRunStep.SumUsage([.. CompletedSteps, LastStep]);

    /// <summary>The cost so far; null if the cost of a step is unknown.</summary>
    public Cost? Cost => ToolRunStep.SumCost([.. CompletedSteps, LastStep]);

    /// <summary>The steps before the last response.</summary>
    internal IReadOnlyList<ToolRunStep> CompletedSteps { get; }

    /// <summary>The step of the last response, without results.</summary>
    internal ToolRunStep LastStep { get; }

    /// <summary>The calls without a result.</summary>
    internal IEnumerable<ToolCall> PendingCalls =>
        (Completion.Message.ToolCalls ?? []).Where((_, i) => Calls[i].Result is null);

    /// <summary>The progress of each call of the last response.</summary>
    internal IReadOnlyList<ToolCallProgress> Calls { get; }

    /// <summary>Returns the state as JSON, in a format that later versions of the library read.</summary>
    public string ToJson() => Encoding.UTF8.GetString(JsonText.WriteToBytes(json => ToolRunStateWriter.Write(json, this)));

    /// <summary>Reads a state.</summary>
    /// <param name="json">The JSON of <see cref="ToJson"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="JsonException">
    /// The JSON is not a state of a known version: a member of the state itself is missing, unknown, or has another type, or a
    /// member is duplicate. Requests, responses and messages in it are read as those of a provider, and keep unknown members.
    /// </exception>
    public static ToolRunState FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ToolRunStateReader.Read(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Returns the number of steps and approvals, without the conversation.</summary>
    public override string ToString() => DisplayText.Format(
        $"Tool run after {DisplayText.Count(StepCount, "request")}; approvals needed: {Approvals.Count:N0}");
}
