using System.Globalization;
using System.Text;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing;

/// <summary>Represents an immutable reply to one request, which the emulator writes in the wire format of the provider.</summary>
public sealed partial class Reply
{
    private Reply(ReplyContent content) => Content = content;

    internal ReplyContent Content { get; private init; }
    internal SseFormat Format { get; private init; } = new();
    internal ResponseFaults Faults { get; private init; } = new();
    internal IReadOnlyList<(string Name, string Value)> Headers { get; private init; } = [];
    internal TimeSpan? RetryAfter { get; private init; }

    /// <summary>
    /// Creates a reply that is generated from the request: text that quotes the prompt, a call of a required tool, or JSON that
    /// conforms to the requested schema.
    /// </summary>
    public static Reply Default() => new(new ReplyContent.Default());

    /// <summary>Creates a completion with the given text and, optionally, reasoning.</summary>
    /// <param name="text">The text of the completion.</param>
    /// <param name="thinking">The reasoning before the text; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static Reply Text(string text, string? thinking = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(new ReplyContent.Scripted(text, thinking));
    }

    /// <summary>Creates a completion that calls a function; <see cref="WithToolCall"/> adds parallel calls.</summary>
    /// <param name="name">The name of the function.</param>
    /// <param name="argumentsJson">The arguments as JSON; text that is not JSON is sent unchanged.</param>
    /// <param name="id">The id of the call; null for a generated id.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="argumentsJson"/> is null.</exception>
    public static Reply ToolCall(string name, string argumentsJson, string? id = null) =>
        Text("").WithToolCall(name, argumentsJson, id);

    /// <summary>Creates an error with an HTTP status, in the provider's error envelope.</summary>
    /// <param name="status">The HTTP status: 400 to 599.</param>
    /// <param name="message">The error message.</param>
    /// <param name="code">The provider's error code; null for none.</param>
    /// <remarks>
    /// The envelopes of AIML API, ModelsLab and the Messages API have no error code; MiniMax appends it to the message.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="status"/> is out of range.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public static Reply Error(int status, string message, string? code = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentNullException.ThrowIfNull(message);
        return new(new ReplyContent.Error(status, message, code));
    }

    /// <summary>
    /// Creates an error with HTTP status 200: <c>base_resp</c>, in a stream as the only chunk, or the <c>status</c> of ModelsLab.
    /// </summary>
    /// <param name="code">The error code of MiniMax; ModelsLab's errors have none.</param>
    /// <param name="message">The error message.</param>
    /// <remarks>In a stream of the Messages API it is the event <c>error</c>.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public static Reply InBandError(int code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(new ReplyContent.InBandError(code, message));
    }

    /// <summary>Creates MiniMax's error 2056: the usage limit of a subscription plan is reached until a time.</summary>
    /// <param name="resetsAt">The end of the plan's window, which the message names with its offset.</param>
    /// <param name="isInBand">Whether the HTTP status is 200, as for <see cref="InBandError"/>; otherwise, it is 429.</param>
    public static Reply UsageLimit(DateTimeOffset resetsAt, bool isInBand = false)
    {
        const int Code = 2056;
        string format = resetsAt.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz";
        string time = resetsAt.ToString(format, CultureInfo.InvariantCulture);
        string message = "usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (1500/1500 used), "
            + $"resets at {time}";
        return isInBand
            ? InBandError(Code, message)
            : Error(429, message, Code.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Creates a reply whose body is sent unchanged, for streaming requests too.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The value of the <c>Content-Type</c> header.</param>
    /// <param name="body">The body, sent as UTF-8.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="contentType"/> or <paramref name="body"/> is null.
    /// </exception>
    public static Reply Raw(int status, string contentType, string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Raw(status, contentType, Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Creates a reply whose bytes are sent unchanged, for streaming requests too.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The value of the <c>Content-Type</c> header.</param>
    /// <param name="body">The bytes of the body.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contentType"/> is null.</exception>
    public static Reply Raw(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return new(new ReplyContent.Raw(status, contentType, body));
    }

    /// <summary>Creates a stream with the given events, followed by <c>[DONE]</c>.</summary>
    /// <param name="data">The data of each event.</param>
    /// <remarks>
    /// The Messages API has no <c>[DONE]</c>; the name of each of its events is the <c>type</c> in the event's data.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public static Reply Stream(params string[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(new ReplyContent.Events([.. data]));
    }

    /// <summary>Creates a reply that closes the connection without a response.</summary>
    public static Reply Disconnect() => new(new ReplyContent.Disconnect());

    internal static Reply FromContent(ReplyContent content) => new(content);
}
