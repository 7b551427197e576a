using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Runs the calls of the model, and turns whatever comes of one into what the model is told.</summary>
internal sealed class ToolInvoker(ToolSet tools, ToolRunOptions options)
{
    private const string LogCategory = "MiniMaxClient.ToolRun";

    private readonly ILogger _logger = options.LoggerFactory?.CreateLogger(LogCategory) ?? NullLogger.Instance;

    /// <summary>Finds why a call must not run, whoever approves of it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="truncation">Why the call may be incomplete, for the model to read; null when it is complete.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The result for the model; null when the call may run.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public ToolCallResult? ValidateCall(FunctionToolCall call, string? truncation, CancellationToken cancellationToken)
    {
        string name = call.Function.Name;
        if (string.IsNullOrEmpty(name) || tools.FindFunction(name) is not { } function)
        {
            string known = tools.Tools.Count == 0 ? "" : $" The tools are: {string.Join(", ", tools.ToolNames)}.";
            return CreateErrorResult(
                call, ToolCallOutcome.UnknownTool, $"there is no tool '{Redaction.RedactQuote(name ?? "")}'.{known}");
        }

        return ToolCallValidator.FindArgumentsError(
            call.Function.Arguments, tools.GetSchema(function), truncation, cancellationToken)
            is { } problem
                ? CreateErrorResult(call, ToolCallOutcome.InvalidArguments, problem)
                : null;
    }

    /// <summary>Asks <see cref="ToolRunOptions.Approve"/>, if it is set, whether a call may run.</summary>
    /// <returns>The result for the model; null when the call may run.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async ValueTask<ToolCallResult?> RequestApprovalAsync(FunctionToolCall call, CancellationToken cancellationToken)
    {
        if (options.Approve is null)
            return null;
        ToolApproval approval = await WaitOrCancelAsync(
            options.Approve(call, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        string reason = approval.Reason is { } why ? ": " + why : ".";
        return approval.IsApproved ? null : CreateErrorResult(call, ToolCallOutcome.Denied, $"the call was not approved{reason}");
    }

    /// <summary>Runs a call that nothing is wrong with.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, whether the tool heeds it or not.</exception>
    public async Task<ToolCallResult> InvokeToolAsync(FunctionToolCall call, CancellationToken cancellationToken)
    {
        AIFunction function = tools.FindFunction(call.Function.Name)!;
        JsonElement given = GetArguments(function, call, cancellationToken);
        long start = options.TimeProvider.GetTimestamp();
        try
        {
            object? result = await InvokeFunctionAsync(function, call, given, cancellationToken).ConfigureAwait(false);
            ToolMessage message = ToolMessageBuilder.CreateToolMessage(call.Id, result, function.JsonSerializerOptions);
            if (message.IsError)
                Log.ToolReturnedError(_logger, function.Name);
            ToolCallOutcome outcome = message.IsError ? ToolCallOutcome.Failed : ToolCallOutcome.Succeeded;
            return new()
            {
                Call = call,
                Message = message,
                Outcome = outcome,
                Duration = options.TimeProvider.GetElapsedTime(start),
            };
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was canceled.", e, cancellationToken);
        }
        catch (Exception e) when (
            ArgumentBindingDiagnostics.FindBindingError(function, given, tools.GetSchema(function), e) is { } problem)
        {
            return CreateErrorResult(call, ToolCallOutcome.InvalidArguments, ToolCallValidator.DescribeSchemaMismatch(problem))
                with { Duration = options.TimeProvider.GetElapsedTime(start) };
        }
        catch (Exception e)
        {
            Log.ToolFailed(_logger, function.Name, e);
            return CreateErrorResult(
                call, ToolCallOutcome.Failed, options.IncludeErrorDetails ? $"the tool failed: {e.Message}" : "the tool failed.")
                with { Exception = e, Duration = options.TimeProvider.GetElapsedTime(start) };
        }
    }

    /// <summary>The arguments as the function gets them; undefined where the model sends none.</summary>
    private JsonElement GetArguments(AIFunction function, FunctionToolCall call, CancellationToken cancellationToken)
    {
        JsonElement given = ToolArguments.Parse(call.Function.Arguments).Object;
        return given.ValueKind == JsonValueKind.Object
            ? JsonSchemaValidator.NormalizeArguments(tools.GetSchema(function), given, cancellationToken)
            : given;
    }

    private async Task<object?> InvokeFunctionAsync(
        AIFunction function, FunctionToolCall call, JsonElement given, CancellationToken cancellationToken)
    {
        var arguments = new AIFunctionArguments
        {
            Services = options.Services,
            Context = new Dictionary<object, object?> { [typeof(FunctionToolCall)] = call },
        };
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty argument in given.EnumerateObject())
                arguments[argument.Name] = argument.Value;
        }

        long start = options.TimeProvider.GetTimestamp();
        Activity? span = ToolTelemetry.StartSpan(function, call);
        Exception? failure = null;
        try
        {
            // Off this thread: a tool that blocks must not hold up the others, or the end of the run.
            Task<object?> running = Task.Run(
                async () => await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false), cancellationToken);
            return await WaitOrCancelAsync(running, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            ToolTelemetry.EndSpan(span, function, options.TimeProvider.GetElapsedTime(start), failure);
        }
    }

    /// <summary>Waits for a task of the caller's, which may not heed its token.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the task goes on unheard.</exception>
    private static async Task<T> WaitOrCancelAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration ending =
            cancellationToken.Register(static source => ((TaskCompletionSource<T>)source!).TrySetCanceled(), cancelled);
        Task<T> first = await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
        if (first != task)
            ObserveException(task);
        return await first.ConfigureAwait(false);
    }

    private static void ObserveException(Task task) =>
        _ = task.ContinueWith(
            static ended => _ = ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static ToolCallResult CreateErrorResult(FunctionToolCall call, ToolCallOutcome outcome, string message) =>
        new() { Call = call, Message = ChatMessage.Tool(call.Id, "Error: " + message) with { IsError = true }, Outcome =
            outcome };
}
