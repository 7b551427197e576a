using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>How a call went.</summary>
/// <remarks>A stream's chunks share one, whose times are filled in as the stream goes on.</remarks>
public sealed class CallInfo
{
    private readonly IReadOnlyList<CallAttempt> _attempts = [];
    private TimeSpan? _timeToFirstChunk;
    private TimeSpan? _duration;

    /// <summary>The name of the provider that answered, such as <c>aimlapi</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's id of the request: what its support asks for.</summary>
    public string? RequestId { get; init; }

    /// <summary>The caller's id of the request, if it gave one.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The headers of the answer, as the server wrote them.</summary>
    /// <remarks>No serializer writes them: a server may quote the key in them, or set a cookie.</remarks>
    [JsonIgnore]
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>
    /// Every attempt at every provider, in the order in which they began; the one without an error gave the answer.
    /// </summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get => Log?.Attempts ?? _attempts;
        init => _attempts = value;
    }

    /// <summary>From the call to the answer's headers.</summary>
    public TimeSpan? TimeToHeaders { get; init; }

    /// <summary>From the call to a stream's first chunk; null for a plain call, and until the chunk is there.</summary>
    public TimeSpan? TimeToFirstChunk
    {
        get => _timeToFirstChunk;
        init => _timeToFirstChunk = value;
    }

    /// <summary>From the call to the end of the answer, good or bad; null while a stream goes on.</summary>
    public TimeSpan? Duration
    {
        get => _duration;
        init => _duration = value;
    }

    /// <summary>Where the attempts are noted; they go on where providers race for the answer.</summary>
    internal AttemptLog? Log { get; init; }

    /// <summary>The price of the model's tokens, where one is registered.</summary>
    internal ModelPrice? Price { get; init; }

    /// <summary>The number in a header; null when there is none.</summary>
    internal decimal? Number(string header) =>
        Headers?.TryGetValues(header, out IEnumerable<string>? values) == true
        && decimal.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
        && number >= 0
            ? number
            : null;

    internal void MarkChunk(TimeSpan elapsed) => _timeToFirstChunk ??= elapsed;

    internal void MarkEnd(TimeSpan elapsed) => _duration ??= elapsed;
}

/// <summary>One attempt at a call.</summary>
/// <param name="Provider">The name of the provider that was asked.</param>
/// <param name="StatusCode">The HTTP status of its answer; null when there was none.</param>
/// <param name="Duration">From the attempt's start to the answer's headers or the failure.</param>
/// <param name="Error">The name of the exception that it ended with; null while none is known.</param>
public sealed record CallAttempt(string Provider, int? StatusCode, TimeSpan Duration, string? Error = null)
{
    /// <summary>The provider's id of the request; null when it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the attempt waited to be sent: for the back-off after the one before it, and for its turn.</summary>
    public TimeSpan Delay { get; init; }
}
