namespace MiniMaxClient.Sse;

/// <summary>What an <see cref="SseReader"/> came upon.</summary>
internal enum SseReadResult
{
    /// <summary>The stream is over.</summary>
    EndOfStream,

    /// <summary>The first data line of an event that may go on; only offered on request.</summary>
    FirstDataLine,

    /// <summary>An event that a blank line ended.</summary>
    Event,

    /// <summary>An event that the end of the stream cut off; the specification discards it.</summary>
    UnfinishedEvent,
}
