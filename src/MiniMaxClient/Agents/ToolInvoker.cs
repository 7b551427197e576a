using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Runs tool calls and converts their results, errors and denials to tool messages.</summary>
/// <param name="tools">The tools.</param>
/// <param name="options">The options of the run.</param>
/// <param name="enableSensitiveData">Whether spans have the arguments and results of calls.</param>
internal sealed class ToolInvoker(ToolSet tools, ToolRunOptions options, bool enableSensitiveData)
{
    private const string LogCategory = "MiniMaxClient.ToolRun";

    private readonly ILogger _logger = options.LoggerFactory?.CreateLogger(LogCategory) ?? NullLogger.Instance;

    /// <summary>Validates a call; an invalid call does not run, even if it is approved.</summary>
    /// <param name="call">The call.</param>
    /// <param name="truncation">The reason why the call may be incomplete; null if it is complete.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    /// <returns>The error result; null if the call may run.</returns>
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

        string? problem = ToolCallValidator.FindArgumentsError(
            call.Function.Arguments, tools.GetSchema(function), truncation, cancellationToken);
        return problem is null ? null : CreateErrorResult(call, ToolCallOutcome.InvalidArguments, problem);
    }

    /// <summary>Applies the decision about a call, or calls <see cref="ToolRunOptions.Approve"/> for it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="decision">The decision; null if there is none.</param>
    /// <param name="cancellationToken">Cancels the call of the delegate.</param>
    /// <returns>The error result; null if the call may run.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async ValueTask<ToolCallResult?> RequestApprovalAsync(
        FunctionToolCall call, ToolApproval? decision, CancellationToken cancellationToken)
    {
        if (decision is null && options.Approve is null)
            return null;
        ToolApproval approval = decision ?? await WaitOrCancelAsync(
            options.Approve!(call, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        string reason = approval.Reason is { } text ? ": " + text : ".";
        return approval.IsApproved ? null : CreateErrorResult(call, ToolCallOutcome.Denied, $"the call was not approved{reason}");
    }

    /// <summary>Runs a valid call.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled, even if the tool ignores it.</exception>
    public async Task<ToolCallResult> InvokeToolAsync(FunctionToolCall call, CancellationToken cancellationToken)
    {
        AIFunction function = tools.FindFunction(call.Function.Name)!;
        JsonElement arguments = GetArguments(function, call, cancellationToken);
        long start = options.TimeProvider.GetTimestamp();
        try
        {
            ToolMessage message =
                await InvokeFunctionAsync(function, call, arguments, cancellationToken).ConfigureAwait(false);
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
            ArgumentBindingDiagnostics.FindBindingError(function, arguments, tools.GetSchema(function), e) is { } problem)
        {
            return CreateErrorResult(call, ToolCallOutcome.InvalidArguments, ToolCallValidator.DescribeSchemaMismatch(problem))
                with { Duration = options.TimeProvider.GetElapsedTime(start) };
        }
        catch (Exception e)
        {
            Log.ToolFailed(_logger, function.Name, e);
            string message = options.IncludeErrorDetails ? $"the tool failed: {e.Message}" : "the tool failed.";
            return CreateErrorResult(call, ToolCallOutcome.Failed, message)
                with { Exception = e, Duration = options.TimeProvider.GetElapsedTime(start) };
        }
    }

    /// <summary>The normalized arguments; undefined if the model sent none.</summary>
    private JsonElement GetArguments(AIFunction function, FunctionToolCall call, CancellationToken cancellationToken)
    {
        JsonElement arguments = ToolArguments.Parse(call.Function.Arguments).Object;
        return arguments.ValueKind == JsonValueKind.Object
            ? JsonSchemaValidator.NormalizeArguments(tools.GetSchema(function), arguments, cancellationToken)
            : arguments;
    }

    private async Task<ToolMessage> InvokeFunctionAsync(
        AIFunction function, FunctionToolCall call, JsonElement json, CancellationToken cancellationToken)
    {
        var arguments = new AIFunctionArguments
        {
            Services = options.Services,
            Context = new Dictionary<object, object?> { [typeof(FunctionToolCall)] = call },
        };
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty argument in json.EnumerateObject())
                arguments[argument.Name] = argument.Value;
        }

        long start = options.TimeProvider.GetTimestamp();
        var telemetry = new ToolTelemetry(function, call, enableSensitiveData);
        try
        {
            // On another thread: a tool that blocks must delay neither other tools nor the end of the run.
            Task<object?> running = Task.Run(
                async () => await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false), cancellationToken);
            object? result = await WaitOrCancelAsync(running, cancellationToken).ConfigureAwait(false);
            ToolMessage message = ToolMessageBuilder.CreateToolMessage(call.Id, result, function.JsonSerializerOptions);
            telemetry.EndWithResult(message, options.TimeProvider.GetElapsedTime(start));
            return message;
        }
        catch (Exception e)
        {
            telemetry.EndWithFailure(e, options.TimeProvider.GetElapsedTime(start));
            throw;
        }
    }

    /// <summary>Waits for a task of the app, which may ignore its token.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled; the task continues in the background.</exception>
    public static async Task WaitOrCancelAsync(Task task, CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration =
            cancellationToken.Register(static source => ((TaskCompletionSource<bool>)source!).TrySetCanceled(), canceled);
        Task first = await Task.WhenAny(task, canceled.Task).ConfigureAwait(false);
        if (first != task)
            ObserveException(task);
        await first.ConfigureAwait(false);
    }

    private static async Task<T> WaitOrCancelAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        await WaitOrCancelAsync((Task)task, cancellationToken).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    private static void ObserveException(Task task) =>
        _ = task.ContinueWith(
            static faulted => _ = faulted.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static ToolCallResult CreateErrorResult(FunctionToolCall call, ToolCallOutcome outcome, string message) =>
        new()
        {
            Call = call,
            Message = ChatMessage.Tool(call.Id, "Error: " + message) with { IsError = true },
            Outcome = outcome,
        };
}
