using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>The telemetry of one call: a span, measurements, and a line in the log.</summary>
internal sealed class CallTelemetry
{
    /// <summary>The name of a chat's operation, by OpenTelemetry's conventions.</summary>
    public const string Chat = "chat";

    /// <summary>The name of a model list's operation, which the conventions do not define.</summary>
    public const string ListModels = "list_models";

    /// <summary>The name of a token count's operation, which the conventions do not define.</summary>
    public const string CountTokens = "count_tokens";

    private readonly ClientState _state;
    private readonly string _operation;
    private readonly string? _requestModel;
    private readonly Activity? _span;
    private readonly TagList _tags;
    private readonly bool _hasContent;

    // By the index of the choice; null until its reason has arrived.
    private readonly Dictionary<int, string?> _finishReasons = [];
    private readonly StreamUsage? _usage;
    private ChatCompletionBuilder? _streamedContent;
    private ChatCompletion? _answer;
    private string? _responseId;
    private string? _responseModel;
    private TimeSpan? _firstChunk;
    private TimeSpan _lastChunk;
    private Exception? _failure;
    private bool _isWhole;
    private int _attempts;
    private string? _requestId;

    /// <remarks>Within an async method: the span is the current one until that method returns.</remarks>
    /// <param name="state">The client.</param>
    /// <param name="operation">The name of the operation.</param>
    /// <param name="request">The request; null for a model list.</param>
    /// <param name="isStream">Whether the response is streamed.</param>
    /// <param name="usage">The usage of the stream; null for a response that is not streamed.</param>
    public CallTelemetry(
        ClientState state, string operation, ChatCompletionRequest? request, bool isStream, StreamUsage? usage)
    {
        _state = state;
        _operation = operation;
        Secrets = state.Secrets;
        _usage = usage;
        _requestModel = request is null ? null : state.Adapter.MapModel(request.Model);
        _tags = new()
        {
            { Tag.OperationName, operation },
            { Tag.ProviderName, state.Adapter.Name },
        };
        if (_requestModel is not null)
            _tags.Add(Tag.RequestModel, _requestModel);
        if (state.Server is { } server)
        {
            _tags.Add(Tag.ServerAddress, server.IdnHost);
            _tags.Add(Tag.ServerPort, server.Port);
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
        _hasContent = state.Options.EnableSensitiveData;
        _span.SetTag(Tag.ClientRequestId, request?.Options?.ClientRequestId);
        if (operation == Chat)
            AddRequest(_span, request!, isStream);
    }

    /// <summary>The secrets of the client and, once the request is written, of the call.</summary>
    public KnownSecrets Secrets { get; set; }

    private string? RequestId =>
        (_answer?.Call ?? _usage?.Info)?.RequestId ?? (_failure as MiniMaxException)?.RequestId ?? _requestId;

    /// <summary>Whether calls have listeners.</summary>
    public static bool IsEnabled(ClientState state) => Telemetry.HasListeners || state.Logger.IsEnabled(LogLevel.Debug);

    /// <summary>Records an attempt that has ended.</summary>
    public void Add(CallAttempt attempt)
    {
        _attempts++;
        // A chat's is that of its response.
        if (_operation != Chat)
            _requestId = attempt.RequestId;
        TagList tags = _tags;
        if (attempt.StatusCode is { } status)
            tags.Add(Tag.HttpStatusCode, status);
        if (attempt.Error is { } error)
            tags.Add(Tag.ErrorType, error);
        Telemetry.AttemptDuration.Record(attempt.Duration.TotalSeconds, tags);
        if (attempt.Error is null || _span is not { IsAllDataRequested: true })
            return;
        var failed = new ActivityTagsCollection
        {
            [Tag.ErrorType] = attempt.Error,
            [Tag.AttemptDelay] = attempt.Delay.TotalSeconds,
        };
        if (attempt.StatusCode is not null)
            failed[Tag.HttpStatusCode] = attempt.StatusCode;
        if (attempt.RequestId is not null)
            failed[Tag.RequestId] = attempt.RequestId;
        _span.AddEvent(new("minimaxclient.attempt.failed", tags: failed));
    }

    /// <summary>Records a completion.</summary>
    public void Add(ChatCompletion answer)
    {
        _answer = answer;
        _isWhole = true;
        _responseId = answer.Id;
        _responseModel = Redact(answer.Model);
        for (int i = 0; i < answer.Choices.Count; i++)
            _finishReasons[i] = answer.Choices[i].FinishReason is { Value.Length: > 0 } reason ? reason.Value : null;
    }

    /// <summary>Records the end of a stream.</summary>
    public void Complete() => _isWhole = true;

    /// <summary>Records a chunk, whose usage is recorded already.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="elapsed">The time since the start of the call.</param>
    public void Add(ChatCompletionChunk chunk, TimeSpan elapsed)
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

        if (_hasContent)
            (_streamedContent ??= new()).Add(chunk);
        if (_firstChunk is null)
        {
            _firstChunk = elapsed;
            if (Telemetry.TimeToFirstChunk.Enabled)
                Telemetry.TimeToFirstChunk.Record(elapsed.TotalSeconds, WithResponseModel());
        }
        else if (Telemetry.TimePerOutputChunk.Enabled)
        {
            Telemetry.TimePerOutputChunk.Record((elapsed - _lastChunk).TotalSeconds, WithResponseModel());
        }

        _lastChunk = elapsed;
    }

    /// <summary>Records the failure of the call.</summary>
    public void Fail(Exception failure) => _failure = failure;

    /// <summary>Ends the span, and records the measurements of the whole call.</summary>
    /// <remarks>From an async method: the span is the current one meanwhile.</remarks>
    /// <param name="elapsed">The time since the start of the call.</param>
    public void End(TimeSpan elapsed)
    {
        // By it a measurement's exemplar and a line of the log are found to belong to the span.
        if (_span is not null)
            Activity.Current = _span;
        // A refusal may write nothing; of a stream that is not whole such a count is that of its start.
        Usage? usage = _answer is null ? _usage?.Usage ?? (_isWhole ? _usage?.Last : null) : _answer.Usage;
        Cost? cost = _answer is null ? _usage?.GetCost(usage) : _answer.Cost;
        TagList tags = WithResponseModel();
        Count(usage?.PromptTokens, "input", tags);
        Count(usage?.CompletionTokens, "output", tags);
        if (cost is { } known)
        {
            TagList costTags = tags;
            costTags.Add(Tag.CostSource, known.SourceName);
            Telemetry.Cost.Add((double)known.Usd, costTags);
        }

        string? error = _failure is null ? null : Telemetry.NameOf(_failure);
        if (error is not null)
            tags.Add(Tag.ErrorType, error);
        Telemetry.Duration.Record(elapsed.TotalSeconds, tags);
        WriteLog(elapsed, usage, error);
        if (_span is null)
            return;
        if (_span.IsAllDataRequested)
            AddResponse(_span, usage, cost);
        if (error is not null)
        {
            _span.SetTag(Tag.ErrorType, error);
            // The message may quote the provider, and the provider the prompt.
            _span.SetStatus(ActivityStatusCode.Error, _hasContent ? _failure!.Message : null);
        }

        _span.Dispose();
    }

    private static void Count(long? tokens, string type, TagList tags)
    {
        if (tokens is not { } count)
            return;
        tags.Add(Tag.TokenType, type);
        Telemetry.TokenUsage.Record(count, tags);
    }

    private TagList WithResponseModel()
    {
        TagList tags = _tags;
        if (_responseModel is { Length: > 0 })
            tags.Add(Tag.ResponseModel, _responseModel);
        return tags;
    }

    private void AddRequest(Activity span, ChatCompletionRequest request, bool isStream)
    {
        if (isStream)
            span.SetTag(Tag.RequestStream, true);
        if (request.N is not (null or 1))
            span.SetTag(Tag.RequestChoiceCount, request.N);
        if (request.ResponseFormat is { } format)
            span.SetTag(Tag.OutputType, format.Type == "text" ? "text" : "json");
        span.SetTag(Tag.RequestSeed, request.Seed);
        span.SetTag(Tag.RequestTopK, request.TopK);
        span.SetTag(Tag.RequestTopP, request.TopP);
        span.SetTag(Tag.RequestTemperature, request.Temperature);
        span.SetTag(Tag.RequestFrequencyPenalty, request.FrequencyPenalty);
        span.SetTag(Tag.RequestPresencePenalty, request.PresencePenalty);
        span.SetTag(Tag.RequestMaxTokens, request.MaxCompletionTokens ?? request.MaxTokens);
        span.SetTag(Tag.RequestStopSequences, request.Stop?.ToArray());
        if (_hasContent)
            span.SetTag(Tag.InputMessages, ContentJson.Input(request.Messages));
    }

    private void AddResponse(Activity span, Usage? usage, Cost? cost)
    {
        span.SetTag(Tag.ResponseId, Redact(_responseId));
        span.SetTag(Tag.ResponseModel, _responseModel);
        if (_finishReasons.Count > 0)
        {
            // One for each choice, in their order; the conventions' word for one that did not come is this.
            int[] places = [.. _finishReasons.Keys];
            Array.Sort(places);
            span.SetTag(
                Tag.ResponseFinishReasons,
                Array.ConvertAll(places, place => Redact(_finishReasons[place]) ?? "error"));
        }

        span.SetTag(Tag.ResponseTimeToFirstChunk, _firstChunk?.TotalSeconds);
        span.SetTag(Tag.InputTokens, usage?.PromptTokens);
        span.SetTag(Tag.OutputTokens, usage?.CompletionTokens);
        span.SetTag(Tag.CacheReadTokens, usage?.PromptTokensDetails?.CachedTokens);
        span.SetTag(Tag.ReasoningTokens, usage?.CompletionTokensDetails?.ReasoningTokens);
        span.SetTag(Tag.Cost, (double?)cost?.Usd);
        span.SetTag(Tag.CostSource, cost?.SourceName);
        span.SetTag(Tag.RequestId, RequestId);
        span.SetTag(Tag.Attempts, _attempts);
        if (!_isWhole && _failure is null)
            span.SetTag(Tag.IsAbandoned, true);
        if (_hasContent && (_answer ?? _streamedContent?.Build()) is { } answer)
            span.SetTag(Tag.OutputMessages, ContentJson.Output(answer));
    }

    private void WriteLog(TimeSpan elapsed, Usage? usage, string? error)
    {
        ILogger logger = _state.Logger;
        string provider = _state.Adapter.Name;
        string model = _requestModel ?? _operation;
        if (error is not null)
            Log.CallFailed(logger, provider, model, error, elapsed, _attempts, RequestId);
        else
            Log.CallEnded(
                logger, provider, model, elapsed, usage?.PromptTokens, usage?.CompletionTokens, _attempts, RequestId);
    }

    private string? Redact(string? word) => Redaction.Word(word, Secrets);
}
