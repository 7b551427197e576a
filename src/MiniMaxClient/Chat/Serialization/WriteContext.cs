using System.Buffers;

namespace MiniMaxClient;

/// <summary>What the JSON of an object is written for. The default value is for an object that is serialized.</summary>
/// <param name="Files">The body that encodes files while it is sent; null where files are written as base64 at once.</param>
/// <param name="NullContent">
/// Whether a request in the OpenAI style has <c>content: null</c> beside tool calls; null for anything but such a request.
/// </param>
internal readonly record struct WriteContext(IFileSink? Files, bool? NullContent = null);

/// <summary>A body that takes a file where it is and makes base64 of it only while it is sent.</summary>
internal interface IFileSink : IBufferWriter<byte>
{
    /// <summary>Puts the base64 of the bytes behind what is written so far.</summary>
    void AppendBase64(ReadOnlyMemory<byte> bytes);
}
