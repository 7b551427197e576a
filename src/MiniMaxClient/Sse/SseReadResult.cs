namespace MiniMaxClient.Sse;

/// <summary>Specifies the result of a read of an <see cref="SseReader"/>.</summary>
internal enum SseReadResult
{
    /// <summary>The end of the stream.</summary>
    EndOfStream,

    /// <summary>The first data line of an event that may continue; only if the reader was created with this option.</summary>
    FirstDataLine,

    /// <summary>An event that ends with a blank line.</summary>
    Event,

    /// <summary>An event that the end of the stream truncated; the specification discards it.</summary>
    UnfinishedEvent,
}
