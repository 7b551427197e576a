using System.Runtime.CompilerServices;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing;

public sealed partial class Reply
{
    /// <summary>Adds a call of a function to the answer; the id is made up when it is null.</summary>
    /// <exception cref="InvalidOperationException">The reply is not an answer of the model.</exception>
    public Reply WithToolCall(string name, string argumentsJson, string? id = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(argumentsJson);
        return WithScript(script => script with { ToolCalls = [.. script.ToolCalls, new ToolUse(name, argumentsJson, id)] });
    }

    /// <summary>Sets the finish reason, which otherwise is "stop" or "tool_calls".</summary>
    /// <remarks>The Messages API has its own words for "stop", "length", "tool_calls" and "content_filter".</remarks>
    /// <exception cref="InvalidOperationException">The reply is not an answer of the model.</exception>
    public Reply WithFinishReason(string finishReason)
    {
        ArgumentNullException.ThrowIfNull(finishReason);
        return WithScript(script => script with { FinishReason = finishReason });
    }

    /// <summary>Sets the token counts, otherwise a quarter of the characters; reasoning is part of completion.</summary>
    /// <exception cref="InvalidOperationException">The reply is not an answer of the model.</exception>
    public Reply WithUsage(int prompt, int completion, int reasoning = 0) =>
        WithScript(script => script with { Tokens = new TokenCounts(prompt, completion, reasoning) });

    /// <summary>Sets a response header, in place of the provider's own of that name.</summary>
    public Reply WithHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        return new(this) { Headers = [.. Headers, (name, value)] };
    }

    /// <summary>Sets the wait before a retry, in whole seconds: a header, or a field of ModelsLab's 429 body.</summary>
    public Reply WithRetryAfter(TimeSpan wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return new(this) { RetryAfter = wait };
    }

    /// <summary>Sets the characters of text in each event of a stream; 20 by default.</summary>
    public Reply WithChunkSize(int characters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(characters, 1);
        return new(this) { Format = Format with { ChunkSize = characters } };
    }

    /// <summary>Sets the line end of a stream: "\n", the default, "\r\n" or "\r".</summary>
    public Reply WithNewline(string newline)
    {
        if (newline is not ("\n" or "\r\n" or "\r"))
            throw new ArgumentException("A line of server-sent events ends in \\n, \\r\\n or \\r.", nameof(newline));
        return new(this) { Format = Format with { Newline = newline } };
    }

    /// <summary>Ends a stream without <c>[DONE]</c>.</summary>
    public Reply WithoutDone() => new(this) { Format = Format with { EndsWithDone = false } };

    /// <summary>Waits before the headers are sent, on the emulator's clock.</summary>
    public Reply WithDelay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return WithFaults(Faults with { Delay = delay });
    }

    /// <summary>Waits between two events of a stream, on the emulator's clock.</summary>
    public Reply WithChunkDelay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return WithFaults(Faults with { ChunkDelay = delay });
    }

    /// <summary>Sends nothing, not even headers, before a task of the test has completed.</summary>
    public Reply HoldUntil(Task until) => WithHold(ResponseFaults.BeforeHeaders, until);

    /// <summary>Sends the headers and so many events, and the rest once a task of the test has completed.</summary>
    public Reply HoldAfterEvents(int events, Task until)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        return WithHold(events, until);
    }

    /// <summary>Sends nothing until the client leaves or the emulator stops.</summary>
    public Reply Stall() => WithFaults(Faults with { StallAfterEvents = ResponseFaults.BeforeHeaders });

    /// <summary>Sends the headers and so many events, then nothing until the client leaves or the emulator stops.</summary>
    /// <remarks><c>[DONE]</c> counts as an event, a body that is no stream as one.</remarks>
    public Reply StallAfterEvents(int events)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        return WithFaults(Faults with { StallAfterEvents = events });
    }

    /// <summary>Breaks the connection after so many bytes of the body; a shorter body comes whole.</summary>
    public Reply CutAfter(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return WithFaults(Faults with { CutAfterBytes = bytes });
    }

    /// <summary>Breaks the connection after so many events; a shorter stream comes whole.</summary>
    /// <remarks><c>[DONE]</c> counts as an event, a body that is no stream as one.</remarks>
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
            : throw new InvalidOperationException($"{modifier} changes an answer of the model: Reply.Text or Reply.ToolCall.");
}
