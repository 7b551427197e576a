using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Information about a call: provider, ids, response headers, attempts and times.</summary>
/// <remarks>All chunks of a stream share one instance, whose times are set as the stream progresses.</remarks>
public sealed class CallInfo
{
    private readonly IReadOnlyList<CallAttempt> _attempts = [];
    private TimeSpan? _timeToFirstChunk;
    private TimeSpan? _duration;

    /// <summary>The name of the provider that responded, such as <c>aimlapi</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's id of the request; include it in support requests to the provider.</summary>
    public string? RequestId { get; init; }

    /// <summary>The client request id, or null if the caller set none.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>The HTTP status code of the response.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The headers of the response, as the server sent them.</summary>
    /// <remarks>Never serialized: a server may repeat the API key in them, or set a cookie.</remarks>
    [JsonIgnore]
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>
    /// The attempts at all providers, in the order in which they started; the attempt without an error produced the response.
    /// </summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get => AttemptLog?.Attempts ?? _attempts;
        init => _attempts = value;
    }

    /// <summary>The time from the start of the call to the response headers.</summary>
    public TimeSpan? TimeToHeaders { get; init; }

    /// <summary>
    /// The time from the start of the call to the first chunk; null for a non-streaming call and before the first chunk.
    /// </summary>
    public TimeSpan? TimeToFirstChunk
    {
        get => _timeToFirstChunk;
        init => _timeToFirstChunk = value;
    }

    /// <summary>
    /// The time from the start of the call to the end of the response, successful or not; null while a stream is in progress.
    /// </summary>
    public TimeSpan? Duration
    {
        get => _duration;
        init => _duration = value;
    }

    /// <summary>Returns the provider, the status, the ids, the number of attempts and the duration.</summary>
    public override string ToString() => DisplayText.Join(
        ", ",
        Provider,
        DisplayText.Named("status", StatusCode),
        RequestId is null ? null : $"request {RequestId}",
        ClientRequestId is null ? null : $"client request {ClientRequestId}",
        DisplayText.Count(Attempts.Count, "attempt"),
        Duration is { } duration ? DisplayText.Duration(duration) : null);

    /// <summary>The log to which attempts are added; with hedging, further attempts can follow.</summary>
    internal AttemptLog? AttemptLog { get; init; }

    /// <summary>The registered price of the model's tokens, or null if none is registered.</summary>
    internal ModelPrice? Price { get; init; }

    /// <summary>Whether the request set the service tier <c>priority</c>.</summary>
    internal bool IsPriorityRequested { get; init; }

    /// <summary>Gets the number in a header, or null if there is none.</summary>
    internal decimal? GetHeaderNumber(string header) =>
        Headers?.TryGetValues(header, out IEnumerable<string>? values) == true
        && decimal.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
        && number >= 0
            ? number
            : null;

    internal void RecordFirstChunk(TimeSpan elapsed) => _timeToFirstChunk ??= elapsed;

    internal void RecordDuration(TimeSpan elapsed) => _duration ??= elapsed;
}

/// <summary>One HTTP attempt of a call.</summary>
public sealed record CallAttempt
{
    /// <summary>The name of the provider that the attempt was sent to.</summary>
    public required string Provider { get; init; }

    /// <summary>The HTTP status code of the response, or null if there was no response.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The time from the start of the attempt to the response headers or the failure.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The name of the exception that ended the attempt, or null if none is known.</summary>
    public string? Error { get; init; }

    /// <summary>The provider's id of the request, or null if the provider sent none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The time that the attempt waited for back-off and the rate limiter.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Returns the provider, the status or error, the request id and the times.</summary>
    public override string ToString() => DisplayText.Join(
        ", ",
        Provider,
        DisplayText.Named("status", StatusCode),
        Error,
        RequestId is null ? null : $"request {RequestId}",
        DisplayText.Duration(Duration),
        Delay > TimeSpan.Zero ? $"waited {DisplayText.Duration(Delay)} before" : null);
}
