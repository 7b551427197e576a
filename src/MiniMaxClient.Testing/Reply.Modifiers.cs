using System.Runtime.CompilerServices;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing;

public sealed partial class Reply
{
    /// <summary>Adds a tool call to the completion.</summary>
    /// <param name="name">The name of the function.</param>
    /// <param name="argumentsJson">The arguments as JSON; text that is not JSON is sent unchanged.</param>
    /// <param name="id">The id of the call; null for a generated id.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="argumentsJson"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The reply was not created with <see cref="Text"/> or <see cref="ToolCall"/>.
    /// </exception>
    public Reply WithToolCall(string name, string argumentsJson, string? id = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(argumentsJson);
        return WithScript(script => script with { ToolCalls = [.. script.ToolCalls, new ToolUse(name, argumentsJson, id)] });
    }

    /// <summary>Sets the finish reason. Default: "stop", or "tool_calls" if the completion has tool calls.</summary>
    /// <param name="finishReason">
    /// The finish reason. The Messages API sends its own values for "stop", "length", "tool_calls" and "content_filter".
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="finishReason"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The reply was not created with <see cref="Text"/> or <see cref="ToolCall"/>.
    /// </exception>
    public Reply WithFinishReason(string finishReason)
    {
        ArgumentNullException.ThrowIfNull(finishReason);
        return WithScript(script => script with { FinishReason = finishReason });
    }

    /// <summary>Sets the token counts. Default: one token for every four characters.</summary>
    /// <param name="prompt">The number of prompt tokens, including those of the prompt cache.</param>
    /// <param name="completion">The number of completion tokens, including the reasoning tokens.</param>
    /// <param name="reasoning">The number of reasoning tokens.</param>
    /// <param name="cacheRead">The number of prompt tokens that were read from the cache. ModelsLab's chat has no count.</param>
    /// <param name="cacheWritten">The number of prompt tokens that were written to the cache; only messages have it.</param>
    /// <exception cref="InvalidOperationException">
    /// The reply was not created with <see cref="Text"/> or <see cref="ToolCall"/>.
    /// </exception>
    public Reply WithUsage(int prompt, int completion, int reasoning = 0, int cacheRead = 0, int cacheWritten = 0) =>
        WithScript(script => script with
        {
            Tokens = new(prompt, completion, reasoning) { CacheRead = cacheRead, CacheWritten = cacheWritten },
        });

    /// <summary>Sets a response header, replacing the provider's header of that name.</summary>
    /// <param name="name">The name of the header.</param>
    /// <param name="value">The value of the header.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="value"/> is null.</exception>
    public Reply WithHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        return new(this) { Headers = [.. Headers, (name, value)] };
    }

    /// <summary>
    /// Sets the wait before a retry: the <c>Retry-After</c> header, or the field <c>retry_after</c> in ModelsLab's body of a 429.
    /// </summary>
    /// <param name="wait">The wait, not negative; rounded up to seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="wait"/> is negative.</exception>
    public Reply WithRetryAfter(TimeSpan wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return new(this) { RetryAfter = wait };
    }

    /// <summary>Sets the number of characters of text in each event of a stream. Default: 20.</summary>
    /// <param name="characters">The number of characters: at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="characters"/> is less than 1.</exception>
    public Reply WithChunkSize(int characters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(characters, 1);
        return new(this) { Format = Format with { ChunkSize = characters } };
    }

    /// <summary>Sets the line ending of a stream. Default: "\n".</summary>
    /// <param name="newline">The line ending: "\n", "\r\n" or "\r".</param>
    /// <exception cref="ArgumentException"><paramref name="newline"/> is not a line ending of server-sent events.</exception>
    public Reply WithNewline(string newline)
    {
        if (newline is not ("\n" or "\r\n" or "\r"))
            throw new ArgumentException("The line ending must be \\n, \\r\\n or \\r.", nameof(newline));
        return new(this) { Format = Format with { Newline = newline } };
    }

    /// <summary>Omits <c>[DONE]</c> from the end of a stream.</summary>
    public Reply WithoutDone() => new(this) { Format = Format with { EndsWithDone = false } };

    /// <summary>Sets the delay before the headers are sent. Default: none.</summary>
    /// <param name="delay">The delay, not negative, on <see cref="MiniMaxEmulatorOptions.TimeProvider"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public Reply WithDelay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return WithFaults(Faults with { Delay = delay });
    }

    /// <summary>Sets the delay between the events of a stream. Default: none.</summary>
    /// <param name="delay">The delay, not negative, on <see cref="MiniMaxEmulatorOptions.TimeProvider"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public Reply WithChunkDelay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return WithFaults(Faults with { ChunkDelay = delay });
    }

    /// <summary>Sends nothing, not even headers, until a task completes.</summary>
    /// <param name="until">The task.</param>
    /// <exception cref="ArgumentNullException"><paramref name="until"/> is null.</exception>
    public Reply HoldUntil(Task until) => WithHold(ResponseFaults.BeforeHeaders, until);

    /// <summary>Sends the headers and a number of events, and the remaining events when a task completes.</summary>
    /// <param name="events">The number of events before the pause: at least 0. A non-streaming body is one event.</param>
    /// <param name="until">The task.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="events"/> is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="until"/> is null.</exception>
    public Reply HoldAfterEvents(int events, Task until)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        return WithHold(events, until);
    }

    /// <summary>Sends nothing until the client disconnects or the emulator is disposed.</summary>
    public Reply Stall() => WithFaults(Faults with { StallAfterEvents = ResponseFaults.BeforeHeaders });

    /// <summary>
    /// Sends the headers and a number of events, then nothing until the client disconnects or the emulator is disposed.
    /// </summary>
    /// <param name="events">
    /// The number of events: at least 0. <c>[DONE]</c> counts as an event; a non-streaming body is one event.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="events"/> is negative.</exception>
    public Reply StallAfterEvents(int events)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        return WithFaults(Faults with { StallAfterEvents = events });
    }

    /// <summary>Closes the connection after a number of bytes of the body; a shorter body is sent completely.</summary>
    /// <param name="bytes">The number of bytes: at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public Reply CutAfter(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return WithFaults(Faults with { CutAfterBytes = bytes });
    }

    /// <summary>Closes the connection after a number of events; a shorter stream is sent completely.</summary>
    /// <param name="events">
    /// The number of events: at least 0. <c>[DONE]</c> counts as an event; a non-streaming body is one event.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="events"/> is negative.</exception>
    public Reply CutAfterEvents(int events)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        return WithFaults(Faults with { CutAfterEvents = events });
    }

    private Reply(Reply other)
    {
        Content = other.Content;
        Format = other.Format;
        Faults = other.Faults;
        Headers = other.Headers;
        RetryAfter = other.RetryAfter;
    }

    private Reply WithFaults(ResponseFaults faults) => new(this) { Faults = faults };

    private Reply WithHold(int afterEvents, Task until)
    {
        ArgumentNullException.ThrowIfNull(until);
        return WithFaults(Faults with { Holds = [.. Faults.Holds, (afterEvents, until)] });
    }

    private Reply WithScript(
        Func<ReplyContent.Scripted, ReplyContent.Scripted> change, [CallerMemberName] string modifier = "") =>
        Content is ReplyContent.Scripted script
            ? new(this) { Content = change(script) }
            : throw new InvalidOperationException(
                $"{modifier} applies only to replies created with Reply.Text or Reply.ToolCall.");
}
