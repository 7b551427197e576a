using System.Buffers;

namespace MiniMaxClient;

/// <summary>The context in which an object is written. The default value is for an object that is serialized.</summary>
/// <param name="Files">The body that encodes files while it is sent; null where files are encoded at once.</param>
/// <param name="IsOpenAIRequest">Whether the object is a part of a request in the OpenAI style.</param>
/// <param name="HasNullContent">Whether such a request has <c>content: null</c> in a message that has only tool calls.</param>
internal readonly record struct WriteContext(
    IFileSink? Files, bool IsOpenAIRequest = false, bool HasNullContent = false);

/// <summary>A body that encodes files as base64 while it is sent.</summary>
internal interface IFileSink : IBufferWriter<byte>
{
    /// <summary>Appends the base64 of the bytes.</summary>
    void AppendBase64(ReadOnlyMemory<byte> bytes);
}
