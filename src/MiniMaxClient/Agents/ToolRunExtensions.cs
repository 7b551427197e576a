using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <summary>Runs the tools that the model calls.</summary>
public static class ToolRunExtensions
{
    /// <summary>Asks the model, runs its calls and asks again with their results, until it answers.</summary>
    /// <remarks>
    /// What goes wrong with a call (unknown tool, bad arguments, a tool that throws, no approval) is told to the model, which may
    /// try again; <see cref="ToolRunOptions.MaxSteps"/> bounds it. The history keeps each answer as it came, thinking included,
    /// save for arguments that are no JSON object, which become an empty one. A tool choice that forces a call holds for the
    /// first answer. Of several choices the first one counts. A function that requires approval
    /// (<see cref="ApprovalRequiredAIFunction"/>, also inside of a wrapper) runs only by
    /// <see cref="ToolRunOptions.Approve"/>; without it the run ends before any call of that response runs.
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; the tools in it are the caller's to run.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">Bounds and hooks; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run, also while a tool does not heed it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Two tools have one name, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ToolRunResult> RunToolsAsync(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ToolRunResult? result = null;
        var runner = new ToolRunner(client, request, Check(client, request, tools, options), options ?? new());
        await foreach (ToolRunEvent happened in runner.RunAsync(streams: false, cancellationToken).ConfigureAwait(false))
            result = (happened as ToolRunEnded)?.Result;
        return result!;
    }

    /// <summary>
    /// Runs tools as <see cref="RunToolsAsync"/> does, and tells all that happens, chunk by chunk and call by call.
    /// </summary>
    /// <remarks>The last event is <see cref="ToolRunEnded"/>. Whoever leaves the enumeration early ends the run.</remarks>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; the tools in it are the caller's to run.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">Bounds and hooks; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run, also while a tool does not heed it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Two tools have one name, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxException">While enumerating: a call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    public static IAsyncEnumerable<ToolRunEvent> StreamToolsAsync(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ToolSet set = Check(client, request, tools, options);
        return StreamCheckedAsync(client, request, set, options ?? new(), cancellationToken, CancellationToken.None);
    }

    // Each enumeration is a run of its own. Two tokens, so that the one that is cancelled can be told.
    private static async IAsyncEnumerable<ToolRunEvent> StreamCheckedAsync(
        IChatCompletionsClient client,
        ChatCompletionRequest request,
        ToolSet tools,
        ToolRunOptions options,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var runner = new ToolRunner(client, request, tools, options);
        await foreach (ToolRunEvent happened in
            runner.RunAsync(streams: true, cancellationToken, enumerationToken).ConfigureAwait(false))
        {
            yield return happened;
        }
    }

    private static ToolSet Check(
        IChatCompletionsClient client, ChatCompletionRequest request, IEnumerable<AIFunction> tools, ToolRunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(tools);
        string[] problems = [.. options?.Problems() ?? []];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        return new(request, tools);
    }
}
