using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MiniMaxClient.Testing.Answers;

namespace MiniMaxClient.Testing.Serving;

/// <summary>A request as the provider that it was sent to sees it.</summary>
internal sealed class Call
{
    public required int Number { get; init; }
    public required string Method { get; init; }

    /// <summary>The path below the provider's root, without the query.</summary>
    public required string Path { get; init; }

    public required IQueryCollection Query { get; init; }
    public required IHeaderDictionary Headers { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>The body when it is a JSON object sent as JSON, else null.</summary>
    public JsonElement? Json => field ??= Parse();

    /// <summary>The body read as a chat completion request.</summary>
    public ChatRequestBody Ask => new(Json ?? default);

    /// <summary>The body read as a request in Anthropic's form.</summary>
    public MessagesRequestBody MessagesAsk => new(Json ?? default);

    /// <summary>32 hexadecimal digits, as MiniMax's trace ids are.</summary>
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

    /// <summary>The key in Anthropic's header, null when there is none.</summary>
    public string? ApiKey => Headers.TryGetValue("x-api-key", out StringValues values) ? values.ToString() : null;

    private JsonElement? Parse()
    {
        // What a framework with a JSON body parser does: another media type leaves the body unread.
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
