using System.Text.Json;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Represents a response as it was received.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type; null if the response has none.</param>
/// <param name="Body">The body.</param>
/// <param name="Request">The body of the request that was sent.</param>
internal sealed record RawResponse(int Status, string? ContentType, string Body, string Request)
{
    /// <summary>Gets the body as JSON; an undefined element if it is not JSON.</summary>
    public JsonElement Json => Parse(Body);

    /// <summary>Gets the body of the request as JSON; an undefined element if it has none.</summary>
    public JsonElement RequestJson => Parse(Request);

    /// <summary>Gets the events of a stream.</summary>
    public IReadOnlyList<SseEvent> Events => SseEvent.Parse(Body);

    /// <summary>Parses a text as JSON.</summary>
    public static JsonElement Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
