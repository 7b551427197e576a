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
    /// save for arguments that are no JSON, which become an empty object. A tool choice that forces a call holds for the first
    /// answer. Of several choices the first one counts.
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; a tool in it that is not among the functions is the caller's to run.</param>
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
        ToolRunner runner = Create(client, request, tools, options);
        await foreach (ToolRunEvent happened in runner.RunAsync(streams: false, cancellationToken).ConfigureAwait(false))
            result = (happened as ToolRunEnded)?.Result;
        return result!;
    }

    /// <summary>Runs tools as <see cref="RunToolsAsync"/> does, and tells all that happens, chunk by chunk and call by call.</summary>
    /// <remarks>The last event is <see cref="ToolRunEnded"/>. Whoever leaves the enumeration early ends the run.</remarks>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; a tool in it that is not among the functions is the caller's to run.</param>
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
        // Each enumeration is a run of its own.
        Create(client, request, tools, options);
        return StreamCheckedAsync(client, request, tools, options, cancellationToken);
    }

    private static async IAsyncEnumerable<ToolRunEvent> StreamCheckedAsync(
        IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ToolRunner runner = Create(client, request, tools, options);
        await foreach (ToolRunEvent happened in runner.RunAsync(streams: true, cancellationToken).ConfigureAwait(false))
            yield return happened;
    }

    private static ToolRunner Create(
        IChatCompletionsClient client, ChatCompletionRequest request, IEnumerable<AIFunction> tools, ToolRunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(tools);
        options ??= new();
        string[] problems = [.. options.Problems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        return new(client, request, new ToolSet(request, tools), options);
    }
}
