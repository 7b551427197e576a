using System.Buffers;

namespace MiniMaxClient;

/// <summary>A body that takes a file where it is and makes base64 of it only while it is sent.</summary>
internal interface IFileSink : IBufferWriter<byte>
{
    /// <summary>Puts the base64 of the bytes behind what is written so far.</summary>
    void AppendBase64(ReadOnlyMemory<byte> bytes);
}
