using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>Represents the telemetry of one call: a span, measurements and a log line.</summary>
internal sealed class CallTelemetry
{
    /// <summary>The operation name of a chat completion in the OpenTelemetry GenAI semantic conventions.</summary>
    public const string ChatOperation = "chat";

    /// <summary>The operation name of a model list, which the conventions do not define.</summary>
    public const string ListModelsOperation = "list_models";

    /// <summary>The operation name of a token count, which the conventions do not define.</summary>
    public const string CountTokensOperation = "count_tokens";

    /// <summary>The operation name of a price list, which the conventions do not define.</summary>
    public const string ListPricesOperation = "list_prices";

    /// <summary>The operation name of a balance, which the conventions do not define.</summary>
    public const string GetBalanceOperation = "get_balance";

    private readonly ClientState _state;
    private readonly string _operation;
    private readonly string? _requestModel;
    private readonly Activity? _span;
    private readonly TagList _tags;
    private readonly bool _shouldRecordContent;
    private readonly CallMeasurements _measurements;

    // The key is the index of the choice; the value is null until the reason arrives.
    private readonly Dictionary<int, string?> _finishReasons = [];
    private readonly StreamUsage? _streamUsage;
    private ChatCompletionBuilder? _streamedContent;
    private ChatCompletion? _completion;
    private string? _responseId;
    private string? _responseModel;
    private TimeSpan? _timeToFirstChunk;
    private TimeSpan _lastChunkElapsed;
    private Exception? _failure;
    private bool _isComplete;
    private int _attemptCount;
    private string? _attemptRequestId;
    private int? _lastStatusCode;

    /// <remarks>Must run within an async method: the span is <c>Activity.Current</c> until that method returns.</remarks>
    /// <param name="state">The client.</param>
    /// <param name="operation">The name of the operation.</param>
    /// <param name="request">The request; null for a model list.</param>
    /// <param name="isStream">Whether the response is streamed.</param>
    /// <param name="usage">The usage of the stream; null for a non-streaming response.</param>
    public CallTelemetry(
        ClientState state, string operation, ChatCompletionRequest? request, bool isStream, StreamUsage? usage)
    {
        _state = state;
        _operation = operation;
        Secrets = state.Secrets;
        _streamUsage = usage;
        _measurements = new(state.UsesLatestConventions, operation == ChatOperation);
        _requestModel = request is null ? null : Redact(state.Adapter.MapModel(request.Model));
        _tags = new()
        {
            { TagNames.OperationName, operation },
            { TagNames.ProviderName, state.Adapter.Name },
        };
        if (_requestModel is not null)
            _tags.Add(TagNames.RequestModel, _requestModel);
        if (state.ServerUri is { } server)
        {
            _tags.Add(TagNames.ServerAddress, server.IdnHost);
            if (server.Port >= 0)
                _tags.Add(TagNames.ServerPort, server.Port);
        }

        if (!Telemetry.Source.HasListeners())
            return;
        _span = Telemetry.Source.StartActivity(
            _requestModel is null ? operation : $"{operation} {_requestModel}",
            ActivityKind.Client,
            default(ActivityContext),
            _tags);
        if (_span is not { IsAllDataRequested: true })
            return;
        _shouldRecordContent = state.Options.EnableSensitiveData;
        _span.SetTag(TagNames.ClientRequestId, request?.Options?.ClientRequestId);
        if (operation == ChatOperation)
            RequestSpanTags.Set(_span, request!, isStream, state);
    }

    /// <summary>The secrets of the client and, once the request is written, of the call.</summary>
    public KnownSecrets Secrets { get; set; }

    private string? RequestId =>
        (_completion?.Call ?? _streamUsage?.Info)?.RequestId ?? (_failure as MiniMaxException)?.RequestId ?? _attemptRequestId;

    /// <summary>Whether a listener or the log receives the telemetry of calls.</summary>
    public static bool IsEnabled(ClientState state) => Telemetry.HasListeners || state.Logger.IsEnabled(LogLevel.Debug);

    /// <summary>Records an attempt that has ended.</summary>
    public void RecordAttempt(CallAttempt attempt)
    {
        _attemptCount++;
        _lastStatusCode = attempt.StatusCode;
        // The request id of a chat completion is that of its response.
        if (_operation != ChatOperation)
            _attemptRequestId = attempt.RequestId;
        TagList tags = _tags;
        if (attempt.StatusCode is { } status)
            tags.Add(TagNames.HttpStatusCode, status);
        if (attempt.Error is { } error)
            tags.Add(TagNames.ErrorType, error);
        Telemetry.AttemptDuration.Record(attempt.Duration.TotalSeconds, tags);
        if (attempt.Error is null || _span is not { IsAllDataRequested: true })
            return;
        var failed = new ActivityTagsCollection
        {
            [TagNames.ErrorType] = attempt.Error,
            [TagNames.AttemptDelay] = attempt.Delay.TotalSeconds,
        };
        if (attempt.StatusCode is not null)
            failed[TagNames.HttpStatusCode] = attempt.StatusCode;
        if (attempt.RequestId is not null)
            failed[TagNames.RequestId] = attempt.RequestId;
        _span.AddEvent(new("minimaxclient.attempt.failed", tags: failed));
    }

    public void RecordCompletion(ChatCompletion completion)
    {
        _completion = completion;
        _isComplete = true;
        _responseId = completion.Id;
        _responseModel = Redact(completion.Model);
        for (int i = 0; i < completion.Choices.Count; i++)
            _finishReasons[i] = completion.Choices[i].FinishReason is { Value.Length: > 0 } reason ? reason.Value : null;
    }

    /// <summary>Records that a stream, or a response other than a completion, is complete.</summary>
    public void RecordSuccess() => _isComplete = true;

    /// <summary>Records a chunk whose usage has been recorded.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="elapsed">The time since the start of the call.</param>
    public void RecordChunk(ChatCompletionChunk chunk, TimeSpan elapsed)
    {
        _responseId = _responseId is { Length: > 0 } ? _responseId : chunk.Id;
        _responseModel = _responseModel is { Length: > 0 } ? _responseModel : Redact(chunk.Model);
        for (int i = 0; i < chunk.Choices.Count; i++)
        {
            int index = chunk.Choices[i].Index ?? 0;
            if (chunk.Choices[i].FinishReason is { Value.Length: > 0 } reason)
                _finishReasons[index] = reason.Value;
            else if (!_finishReasons.ContainsKey(index))
                _finishReasons[index] = null;
        }

        if (_shouldRecordContent)
            (_streamedContent ??= new()).Add(chunk);
        if (_timeToFirstChunk is null)
        {
            _timeToFirstChunk = elapsed;
            if (_measurements.TimeToFirstChunk.Enabled)
                _measurements.TimeToFirstChunk.Record(elapsed.TotalSeconds, GetTagsWithResponseModel());
        }
        else if (_measurements.TimePerOutputChunk.Enabled)
        {
            _measurements.TimePerOutputChunk.Record((elapsed - _lastChunkElapsed).TotalSeconds, GetTagsWithResponseModel());
        }

        _lastChunkElapsed = elapsed;
    }

    /// <summary>Records the failure of the call; its span becomes the current one, so that the log line relates to it.</summary>
    public void RecordCallError(Exception failure)
    {
        _failure = failure;
        if (_span is not null)
            Activity.Current = _span;
    }

    /// <summary>Ends the span and records the measurements of the call.</summary>
    /// <remarks>Must run within an async method: the span is <c>Activity.Current</c> until that method returns.</remarks>
    /// <param name="elapsed">The time since the start of the call.</param>
    public void EndCall(TimeSpan elapsed)
    {
        // Relates the exemplars of the measurements and the log line to the span.
        if (_span is not null)
            Activity.Current = _span;
        // A refusal may have no completion tokens; in an incomplete stream, such a count is that of its first event.
        Usage? usage = _completion is null
            ? _streamUsage?.CompletionUsage ?? (_isComplete ? _streamUsage?.LatestUsage : null)
            : _completion.Usage;
        Cost? cost = _completion is null ? _streamUsage?.GetCost(usage) : _completion.Cost;
        string? error = _failure is null ? null : Telemetry.GetErrorName(_failure);
        _measurements.Record(elapsed, usage, cost, error, GetTagsWithResponseModel());
        if (error is null)
            LogEnd(elapsed, usage);
        if (_span is null)
            return;
        if (_span.IsAllDataRequested)
            SetResponseTags(_span, usage, cost);
        if (error is not null)
        {
            _span.SetTag(TagNames.ErrorType, error);
            // The message may quote the provider, and the provider the prompt.
            _span.SetStatus(ActivityStatusCode.Error, _shouldRecordContent ? _failure!.Message : null);
            if (_failure is not OperationCanceledException)
                Telemetry.AddExceptionEvent(_span, _failure!, _shouldRecordContent, Secrets);
        }

        _span.Dispose();
    }

    private TagList GetTagsWithResponseModel()
    {
        TagList tags = _tags;
        if (_responseModel is { Length: > 0 })
            tags.Add(TagNames.ResponseModel, _responseModel);
        return tags;
    }

    private void SetResponseTags(Activity span, Usage? usage, Cost? cost)
    {
        span.SetTag(TagNames.ResponseId, Redact(_responseId));
        span.SetTag(TagNames.ResponseModel, _responseModel);
        if (_finishReasons.Count > 0)
        {
            // One for each choice, in their order; "error" is the value of the conventions for a missing reason.
            int[] indices = [.. _finishReasons.Keys];
            Array.Sort(indices);
            span.SetTag(
                TagNames.ResponseFinishReasons,
                Array.ConvertAll(indices, index => Redact(_finishReasons[index]) ?? "error"));
        }

        span.SetTag(TagNames.ResponseTimeToFirstChunk, _timeToFirstChunk?.TotalSeconds);
        span.SetTag(TagNames.InputTokens, usage?.PromptTokens);
        span.SetTag(TagNames.OutputTokens, usage?.CompletionTokens);
        span.SetTag(TagNames.CacheReadTokens, usage?.CacheReadTokens);
        span.SetTag(
            _state.UsesLatestConventions ? TagNames.CacheWriteTokens : TagNames.CacheCreationTokens, usage?.CacheWriteTokens);
        if (_state.UsesLatestConventions)
        {
            // Zero is not recorded.
            if (usage?.PromptTokensDetails?.AudioTokens is > 0 and var input)
                span.SetTag(TagNames.AudioInputTokens, input);
            if (usage?.CompletionTokensDetails?.AudioTokens is > 0 and var output)
                span.SetTag(TagNames.AudioOutputTokens, output);
        }

        span.SetTag(TagNames.ReasoningTokens, usage?.CompletionTokensDetails?.ReasoningTokens);
        span.SetTag(TagNames.CostUsd, (double?)cost?.Usd);
        span.SetTag(TagNames.CostSource, cost?.SourceName);
        span.SetTag(TagNames.RequestId, RequestId);
        span.SetTag(TagNames.AttemptCount, _attemptCount);
        if (!_isComplete && _failure is null)
            span.SetTag(TagNames.StreamAbandoned, true);
        if (_shouldRecordContent && (_completion ?? _streamedContent?.Build()) is { } content)
        {
            // The latest conventions have the finish reasons in an attribute of their own only.
            span.SetTag(
                TagNames.OutputMessages,
                TelemetryContentSerializer.SerializeOutputMessages(content, !_state.UsesLatestConventions));
        }
    }

    private void LogEnd(TimeSpan elapsed, Usage? usage) => Log.CallEnded(
        _state.Logger,
        _state.Adapter.Name,
        Redact(_requestModel ?? _operation)!,
        _lastStatusCode,
        elapsed,
        usage?.PromptTokens,
        usage?.CompletionTokens,
        _attemptCount,
        RequestId);

    private string? Redact(string? value) => Redaction.RedactWord(value, Secrets);
}
