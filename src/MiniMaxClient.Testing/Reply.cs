using System.Text;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing;

/// <summary>An immutable reply to one request, given in the form of the provider that was called.</summary>
public sealed partial class Reply
{
    private Reply(ReplyContent content) => Content = content;

    internal ReplyContent Content { get; private init; }
    internal SseFormat Format { get; private init; } = new();
    internal ResponseFaults Faults { get; private init; } = new();
    internal IReadOnlyList<(string Name, string Value)> Headers { get; private init; } = [];
    internal TimeSpan? RetryAfter { get; private init; }

    /// <summary>The answer that the request itself suggests: it names the prompt, calls a forced tool or fits a schema.</summary>
    public static Reply Default() => new(new ReplyContent.Default());

    /// <summary>An answer with this text, after thinking when there is some.</summary>
    public static Reply Text(string text, string? thinking = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(new ReplyContent.Scripted(text, thinking));
    }

    /// <summary>An answer that calls a function; <see cref="WithToolCall"/> adds a parallel call.</summary>
    public static Reply ToolCall(string name, string argumentsJson, string? id = null) =>
        Text("").WithToolCall(name, argumentsJson, id);

    /// <summary>An error with an HTTP status, in the provider's own envelope.</summary>
    /// <remarks>
    /// AIML API, ModelsLab and the Messages API have no place for a code; MiniMax puts it at the end of the message.
    /// </remarks>
    public static Reply Error(int status, string message, string? code = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentNullException.ThrowIfNull(message);
        return new(new ReplyContent.Error(status, message, code));
    }

    /// <summary>An error under HTTP 200: <c>base_resp</c>, also as a stream's only chunk, or ModelsLab's status.</summary>
    /// <remarks>In a stream of the Messages API it is the event <c>error</c>.</remarks>
    public static Reply InBandError(int code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(new ReplyContent.InBandError(code, message));
    }

    /// <summary>A body sent as it is, whether or not a stream was asked for.</summary>
    public static Reply Raw(int status, string contentType, string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Raw(status, contentType, Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Bytes sent as they are, whether or not a stream was asked for.</summary>
    public static Reply Raw(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return new(new ReplyContent.Raw(status, contentType, body));
    }

    /// <summary>A stream with one event for each data, and <c>[DONE]</c> at the end.</summary>
    /// <remarks>The Messages API has no <c>[DONE]</c>; its events are named by the type in their data.</remarks>
    public static Reply Stream(params string[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(new ReplyContent.Events([.. data]));
    }

    /// <summary>A connection closed before anything was sent.</summary>
    public static Reply Disconnect() => new(new ReplyContent.Disconnect());

    internal static Reply FromContent(ReplyContent content) => new(content);
}
