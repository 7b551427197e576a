using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Runs the calls of the model, and turns whatever comes of one into what the model is told.</summary>
internal sealed class ToolInvoker(ToolSet tools, ToolRunOptions options)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = WireFormat.MaxDepth };

    private readonly ILogger _logger =
        options.LoggerFactory?.CreateLogger(typeof(ToolRunOptions).FullName!) ?? NullLogger.Instance;

    /// <summary>What is wrong with a call before its tool is asked; null when nothing is.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<ToolCallResult?> RefuseAsync(FunctionToolCall call, CancellationToken cancellationToken)
    {
        string name = call.Function.Name;
        if (tools.Find(name) is not { } function)
        {
            return Refusal(
                call,
                ToolCallOutcome.UnknownTool,
                $"there is no tool '{Redaction.Quote(name)}'. The tools are: {string.Join(", ", tools.Names)}.");
        }

        if (Parse(call) is not { ValueKind: JsonValueKind.Object } arguments)
            return Refusal(call, ToolCallOutcome.InvalidArguments, "the arguments are not a JSON object.");
        if (JsonSchemaCheck.Find(FunctionSchema.Of(function.JsonSchema, strict: false), arguments) is { Count: > 0 } problems)
        {
            return Refusal(
                call, ToolCallOutcome.InvalidArguments, $"the arguments do not fit the schema: {string.Join("; ", problems)}.");
        }

        if (options.Approve is null)
            return null;
        ToolApproval approval = await options.Approve(call, cancellationToken).ConfigureAwait(false);
        return approval.IsApproved
            ? null
            : Refusal(call, ToolCallOutcome.Denied, $"the call was not approved{(approval.Reason is { } why ? ": " + why : ".")}");
    }

    /// <summary>Runs a call that nothing is wrong with.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, whether the tool heeds it or not.</exception>
    public async Task<ToolCallResult> RunAsync(FunctionToolCall call, CancellationToken cancellationToken)
    {
        AIFunction function = tools.Find(call.Function.Name)!;
        long start = options.TimeProvider.GetTimestamp();
        try
        {
            object? result = await InvokeAsync(function, call, cancellationToken).ConfigureAwait(false);
            ToolMessage message = ChatMessage.Tool(call.Id, ToolResultText.Of(result, function.JsonSerializerOptions));
            return new(call, message, ToolCallOutcome.Succeeded, options.TimeProvider.GetElapsedTime(start));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ToolFailed(_logger, function.Name, e);
            return Refusal(
                call, ToolCallOutcome.Failed, options.IncludeErrorDetails ? $"the tool failed: {e.Message}" : "the tool failed.")
                with { Exception = e, Duration = options.TimeProvider.GetElapsedTime(start) };
        }
    }

    /// <summary>The arguments of a call; null when they are not JSON. None at all are an empty object.</summary>
    public static JsonElement? Parse(FunctionToolCall call)
    {
        string? text = call.Function.Arguments;
        try
        {
            return JsonElement.Parse(string.IsNullOrWhiteSpace(text) ? "{}" : text!, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<object?> InvokeAsync(AIFunction function, FunctionToolCall call, CancellationToken cancellationToken)
    {
        var arguments = new AIFunctionArguments
        {
            Services = options.Services,
            Context = new Dictionary<object, object?> { [typeof(FunctionToolCall)] = call },
        };
        foreach (JsonProperty argument in Parse(call)!.Value.EnumerateObject())
            arguments[argument.Name] = argument.Value;

        // Off this thread: a tool that blocks must not hold up the others, or the end of the run.
        Task<object?> running = Task.Run(
            async () => await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false), cancellationToken);
        var cancelled = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration ending =
            cancellationToken.Register(static source => ((TaskCompletionSource<object?>)source!).TrySetCanceled(), cancelled);
        Task<object?> first = await Task.WhenAny(running, cancelled.Task).ConfigureAwait(false);
        if (first != running)
            Forget(running);
        return await first.ConfigureAwait(false);
    }

    /// <summary>Lets a tool that does not heed its token go on unheard.</summary>
    private static void Forget(Task task) =>
        _ = task.ContinueWith(
            static ended => _ = ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static ToolCallResult Refusal(FunctionToolCall call, ToolCallOutcome outcome, string why) =>
        new(call, ChatMessage.Tool(call.Id, "Error: " + why), outcome, TimeSpan.Zero);
}
