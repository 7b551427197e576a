using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Failover;

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
        ToolSet set = CreateToolSet(client, request, tools, options);
        var runner = new ToolRunner(client, request, set, WithDefaults(client, options));
        await foreach (ToolRunEvent happened in runner.RunAsync(isStreaming: false, cancellationToken).ConfigureAwait(false))
            result = (happened as ToolRunCompleted)?.Result;
        return result!;
    }

    /// <summary>Runs tools as the overload without a type does, and parses the final response as a type.</summary>
    /// <remarks>
    /// The form is selected, and a final response that does not fit is corrected, as <c>CompleteAsync</c> does with a type; each
    /// correction is a step of the run. The model is not forced to call a tool for the answer, since it could then call no other.
    /// </remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; the tools in it are the caller's to run.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="type">How the type is read: <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">Bounds and hooks of the run; null for the defaults.</param>
    /// <param name="answerOptions">Form and bounds of the answer; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run, also while a tool does not heed it.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, two tools have one name, an option is out of its range, or the form is
    /// <see cref="StructuredOutputMode.ToolCall"/>.
    /// </exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The final response does not fit; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<ToolRunResult<T>> RunToolsAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        JsonTypeInfo<T> type,
        ToolRunOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default)
    {
        ToolSet set = CreateToolSet(client, request, tools, options);
        answerOptions ??= new();
        if (answerOptions.Mode == StructuredOutputMode.ToolCall)
        {
            throw new ArgumentException(
                "Mode ToolCall is not supported in a tool run, because it forces the model to call no other tool.",
                nameof(answerOptions));
        }

        StructuredOutput<T> answer = StructuredOutputExtensions.CreateStructuredOutput(
            client, request with { Tools = set.Tools }, type, answerOptions, nameof(answerOptions));
        int corrections = 0;
        ToolRunResult run = await answer.Request.SendWithFallbackAsync(RunAsync).ConfigureAwait(false);
        if (run.StopReason != ToolRunStopReason.Completed)
            return new(run, hasValue: false, default);
        StructuredOutputReadResult<T> reading = answer.ParseCompletion(run.Completion);
        return reading.ErrorMessage is null
            ? new(run, hasValue: true, reading.Value) : throw answer.CreateMismatchException(run.Completion, reading);

        async Task<ToolRunResult> RunAsync(ChatCompletionRequest sent)
        {
            ToolRunResult? result = null;
            var runner = new ToolRunner(client, sent, set, WithDefaults(client, options), Review);
            await foreach (ToolRunEvent happened in runner.RunAsync(isStreaming: false, cancellationToken).ConfigureAwait(false))
            {
                if (happened is ToolRunResponse response)
                {
                    answer.Request.MarkFormatAccepted();
                    answerOptions.OnResponse?.Invoke(response.Completion);
                }

                result = (happened as ToolRunCompleted)?.Result;
            }

            return result!;
        }

        IReadOnlyList<ChatMessage>? Review(ChatCompletion completion)
        {
            StructuredOutputReadResult<T> misfit = answer.ParseCompletion(completion);
            bool isCorrected = misfit.ErrorMessage is not null && corrections < answerOptions.MaxCorrections
                && StructuredOutput<T>.CanBeCorrected(completion, misfit);
            corrections++;
            return isCorrected ? StructuredOutput<T>.CreateCorrectionMessages(completion, misfit.ErrorMessage!) : null;
        }
    }

    /// <summary>Runs tools as the overload without a type does, and parses the final response as a type, by reflection.</summary>
    /// <remarks>All else is as with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; the tools in it are the caller's to run.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">Bounds and hooks of the run; null for the defaults.</param>
    /// <param name="answerOptions">Form and bounds of the answer; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run, also while a tool does not heed it.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, two tools have one name, an option is out of its range, or the form is
    /// <see cref="StructuredOutputMode.ToolCall"/>.
    /// </exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The final response does not fit; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [RequiresUnreferencedCode(StructuredOutputExtensions.ReflectionMessage)]
    [RequiresDynamicCode(StructuredOutputExtensions.ReflectionMessage)]
    public static Task<ToolRunResult<T>> RunToolsAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default) => client.RunToolsAsync(
            request, tools, StructuredOutputExtensions.GetReflectedTypeInfo<T>(), options, answerOptions, cancellationToken);

    /// <summary>
    /// Runs tools as <c>RunToolsAsync</c> does, and tells all that happens, chunk by chunk and call by call.
    /// </summary>
    /// <remarks>The last event is <see cref="ToolRunCompleted"/>. Whoever leaves the enumeration early ends the run.</remarks>
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
        ToolSet set = CreateToolSet(client, request, tools, options);
        return StreamRunAsync(
            client, request, set, WithDefaults(client, options), cancellationToken, CancellationToken.None);
    }

    // Each enumeration is a run of its own. Two tokens, so that the one that is cancelled can be told.
    private static async IAsyncEnumerable<ToolRunEvent> StreamRunAsync(
        IChatCompletionsClient client,
        ChatCompletionRequest request,
        ToolSet tools,
        ToolRunOptions options,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var runner = new ToolRunner(client, request, tools, options);
        await foreach (ToolRunEvent happened in
            runner.RunAsync(isStreaming: true, cancellationToken, enumerationToken).ConfigureAwait(false))
        {
            yield return happened;
        }
    }

    /// <summary>The options, with the logger and the services of the client where they have none.</summary>
    private static ToolRunOptions WithDefaults(IChatCompletionsClient client, ToolRunOptions? options)
    {
        options ??= new();
        ChatCompletionsClientOptions defaults = client.GetProviderOptions();
        return options with
        {
            LoggerFactory = options.LoggerFactory ?? defaults.LoggerFactory,
            Services = options.Services ?? defaults.Services,
        };
    }

    private static ToolSet CreateToolSet(
        IChatCompletionsClient client, ChatCompletionRequest request, IEnumerable<AIFunction> tools, ToolRunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(tools);
        string[] problems = [.. options?.GetProblems() ?? []];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        return new(request, tools);
    }
}
