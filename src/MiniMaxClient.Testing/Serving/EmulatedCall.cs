using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Serving;

/// <summary>Represents a request from the view of the provider that receives it.</summary>
internal sealed class EmulatedCall
{
    public required int Number { get; init; }
    public required string Method { get; init; }

    /// <summary>The path below the provider's root, without the query.</summary>
    public required string Path { get; init; }

    public required IQueryCollection Query { get; init; }
    public required IHeaderDictionary Headers { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gets or sets the request in the rate limit's window; null if it does not count.</summary>
    public RateWindow.CountedRequest? CountedRequest { get; set; }

    /// <summary>Gets the body if it is a JSON object with the JSON media type; otherwise, null.</summary>
    public JsonElement? Json => field ??= Parse();

    /// <summary>Gets the body as a chat completion request.</summary>
    public ChatRequestBody ChatBody => new(Json ?? default);

    /// <summary>Gets the body as a request of the Messages API.</summary>
    public MessagesRequestBody MessagesBody => new(Json ?? default);

    /// <summary>Gets an id of 32 hexadecimal digits, the format of MiniMax's trace ids.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"06{Number:x30}");

    public string Uuid => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Number:x12}");

    public string? BearerKey
    {
        get
        {
            string authorization = Headers.Authorization.ToString();
            const string Scheme = "Bearer ";
            return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..] : null;
        }
    }

    /// <summary>Gets the API key in Anthropic's header; null for none.</summary>
    public string? ApiKey => Headers.TryGetValue("x-api-key", out StringValues values) ? values.ToString() : null;

    private JsonElement? Parse()
    {
        // JSON body parsers of web frameworks ignore bodies of other media types.
        if (!Headers.ContentType.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
