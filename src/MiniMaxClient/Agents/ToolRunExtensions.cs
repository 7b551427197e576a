using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Failover;

namespace MiniMaxClient;

/// <summary>Provides tool runs: requests whose tool calls are run until the model returns a final response.</summary>
public static partial class ToolRunExtensions
{
    /// <summary>Sends a request, runs the tool calls of each response and sends the results, until the final response.</summary>
    /// <remarks>
    /// The model receives an error for a call that cannot be run (unknown tool, invalid arguments, an exception of the tool,
    /// denied approval) and may try again, up to <see cref="ToolRunOptions.MaxSteps"/>. The history contains each response as
    /// received, including reasoning, except that arguments that are not a JSON object are replaced by an empty object. A tool
    /// choice that forces a call applies to the first response only. If a response has several choices, the first one is used.
    /// A function that requires approval (<see cref="ApprovalRequiredAIFunction"/>, also if wrapped) runs only if
    /// <see cref="ToolRunOptions.Approve"/> approves the call; without that delegate, the run stops before any call of the
    /// response runs, and <c>ResumeToolsAsync</c> continues it.
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; calls of its own tools are returned to the caller.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Two tools have the same name, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<ToolRunResult> RunToolsAsync(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ToolSet toolSet = CreateToolSet(client, request, tools, options);
        var runner = new ToolRunner(client, request, toolSet, WithDefaults(client, options));
        return await runner.RunToResultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a prompt and runs tools, as the overload with a request does.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The message of the user.</param>
    /// <param name="model">The model; null for the default model of the client.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Two tools have the same name, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task<ToolRunResult> RunToolsAsync(
        this IChatCompletionsClient client,
        string prompt,
        string? model,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.RunToolsAsync(
            new ChatCompletionRequest { Model = model ?? "", Messages = [ChatMessage.User(prompt)] },
            tools, options, cancellationToken);

    /// <summary>Runs tools and parses the final response as a type.</summary>
    /// <remarks>
    /// The mode is selected, and a final response that does not match is corrected, as by <c>CompleteAsync</c> with a type; each
    /// correction is a step of the run. The mode <see cref="StructuredOutputMode.ToolCall"/> is not supported, because a forced
    /// tool call prevents calls of other tools.
    /// </remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; calls of its own tools are returned to the caller.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options of the run; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, two tools have the same name, an option is out of its range, or the mode is
    /// <see cref="StructuredOutputMode.ToolCall"/>.
    /// </exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The final response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [OverloadResolutionPriority(StructuredOutputExtensions.TypeInfoPriority)]
    public static async Task<ToolRunResult<T>> RunToolsAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        JsonTypeInfo<T> type,
        ToolRunOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default)
    {
        ToolSet toolSet = CreateToolSet(client, request, tools, options);
        answerOptions = ValidateMode(answerOptions);
        StructuredOutput<T> output = StructuredOutputExtensions.CreateStructuredOutput(
            client, request with { Tools = toolSet.Tools }, type, answerOptions, nameof(answerOptions));
        var structured = new StructuredToolRun<T>(output, answerOptions);
        ToolRunResult run = await output.Request.SendWithFallbackAsync(sent => structured.RunAsync(
            new(client, sent, toolSet, WithDefaults(client, options), structured.CreateCorrection), cancellationToken))
            .ConfigureAwait(false);
        return structured.ReadResult(run);
    }

    /// <summary>Runs tools and parses the final response as a type, using reflection.</summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; calls of its own tools are returned to the caller.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options of the run; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, two tools have the same name, an option is out of its range, or the mode is
    /// <see cref="StructuredOutputMode.ToolCall"/>.
    /// </exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The final response does not match; it is in <see cref="MiniMaxException.Partial"/>.
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
        CancellationToken cancellationToken = default) =>
        client.RunToolsAsync(
            request, tools, StructuredOutputExtensions.GetReflectedTypeInfo<T>(), options, answerOptions, cancellationToken);

    /// <summary>Runs tools as <c>RunToolsAsync</c> does, and streams the events of the run.</summary>
    /// <remarks>The last event is <see cref="ToolRunCompleted"/>. Abandoning the enumeration ends the run.</remarks>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; calls of its own tools are returned to the caller.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Two tools have the same name, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxException">While enumerating: a call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was canceled.</exception>
    public static IAsyncEnumerable<ToolRunEvent> StreamToolsAsync(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ToolSet toolSet = CreateToolSet(client, request, tools, options);
        ToolRunOptions runOptions = WithDefaults(client, options);
        return StreamRunAsync(
            () => new(client, request, toolSet, runOptions), cancellationToken, CancellationToken.None);
    }

    // Each enumeration is a separate run. Two tokens, so that the exception can carry the canceled one.
    private static async IAsyncEnumerable<ToolRunEvent> StreamRunAsync(
        Func<ToolRunner> createRunner,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        await foreach (ToolRunEvent runEvent in
            createRunner().RunAsync(isStreaming: true, cancellationToken, enumerationToken).ConfigureAwait(false))
        {
            yield return runEvent;
        }
    }

    /// <summary>Adds the logger factory and the services of the client where the options have none.</summary>
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

    private static StructuredOutputOptions ValidateMode(StructuredOutputOptions? answerOptions) =>
        answerOptions?.Mode != StructuredOutputMode.ToolCall
            ? answerOptions ?? new()
            : throw new ArgumentException(
                "Mode ToolCall is not supported in a tool run, because it forces the model to call no other tool.",
                nameof(answerOptions));

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
