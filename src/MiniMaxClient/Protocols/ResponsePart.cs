using System.Net.Http.Headers;
using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient;

/// <summary>A part of a response that may be an error: a body, an event of a stream, or a line of text.</summary>
/// <remarks>An instance is valid only during the method call that receives it.</remarks>
public readonly ref struct ResponsePart
{
    private readonly ResponseContext _context;
    private readonly ResponsePartKind _kind;
    private readonly bool _isError;

    internal ResponsePart(
        ResponsePartKind kind, ReadOnlySpan<byte> content, string eventType, bool isError, ResponseContext context)
    {
        _kind = kind;
        _isError = isError;
        _context = context;
        Content = content;
        EventType = eventType;
    }

    /// <summary>Gets the bytes of the body, of the event's data or of the line.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>Gets the type of the event, which is empty for a body, a line and an event without a type.</summary>
    public string EventType { get; }

    /// <summary>Gets the HTTP status of the response.</summary>
    public int StatusCode => _context.StatusCode;

    /// <summary>Gets the headers of the response, or null if they are not known.</summary>
    public HttpResponseHeaders? Headers => _context.Headers;

    /// <summary>Gets the error that the library recognizes in the content, or null if it recognizes none.</summary>
    public ProviderError? Error => _isError ? ErrorReader.ParseError(_kind, Content, _context) : null;

    /// <summary>Parses the content as JSON.</summary>
    /// <returns>The JSON value; its kind is <see cref="JsonValueKind.Undefined"/> if the content is not JSON.</returns>
    public JsonElement ReadJson() => ErrorReader.ReadJson(Content);
}
