using System.Buffers;

namespace MiniMaxClient;

/// <summary>The context in which an object is written. The default value is for serialization.</summary>
/// <param name="FileSink">The request body that encodes files while it is sent; null if files are encoded immediately.</param>
/// <param name="IsOpenAIRequest">Whether the object is part of a request in the OpenAI format.</param>
/// <param name="HasNullContent">Whether such a request has <c>content: null</c> in a message that has only tool calls.</param>
/// <param name="IsDisplay">Whether the JSON is for people: shortened, and without data.</param>
internal readonly record struct WriteContext(
    IFileSink? FileSink, bool IsOpenAIRequest = false, bool HasNullContent = false, bool IsDisplay = false);

/// <summary>A request body that encodes files as base64 while it is sent.</summary>
internal interface IFileSink : IBufferWriter<byte>
{
    /// <summary>Appends the base64 text of the bytes.</summary>
    void AppendBase64(ReadOnlyMemory<byte> bytes);
}
