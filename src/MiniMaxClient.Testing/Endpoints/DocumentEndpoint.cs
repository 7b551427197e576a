using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>A document that needs no model: a list of models or of prices, or a balance.</summary>
internal sealed class DocumentEndpoint(
    Dialect dialect, string path, Action<Utf8JsonWriter, EmulatedCall> write, string method = "GET")
    : Endpoint(dialect, method, path)
{
    public override bool IsKeyRequired => !IsPublic;

    /// <summary>Gets whether the document is available without an API key.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Gets whether the document has a weak entity tag for conditional requests.</summary>
    public bool HasETag { get; init; }

    /// <summary>Gets the function that determines whether the errors of a request have Anthropic's envelope.</summary>
    public Func<EmulatedCall, bool> IsAnthropicRequest { get; init; } = static _ => false;

    public override ReplyContent.Error? ValidateRequest(EmulatedCall call) => null;

    public override EmulatorResponse CreateResponse(EmulatedCall call, Reply reply, Completion? completion)
    {
        byte[] body = Json.WriteBytes(writer => write(writer, call));
        if (!HasETag)
            return EmulatorResponse.FromJson(200, body);
        EntityTagHeaderValue tag = new($"\"{Convert.ToHexString(SHA256.HashData(body))[..32]}\"", isWeak: true);
        EmulatorResponse response = HasMatchingETag(call, tag) ? new(304, "", []) : EmulatorResponse.FromJson(200, body);
        response.Headers["ETag"] = tag.ToString();
        return response;
    }

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply)
    {
        if (IsAnthropicRequest(call))
            Dialect.WriteAnthropicError(writer, call, error, reply);
        else
            Dialect.WriteError(writer, call, error, reply);
    }

    private static bool HasMatchingETag(EmulatedCall call, EntityTagHeaderValue tag)
    {
        string[] header = [.. call.Headers.IfNoneMatch.OfType<string>()];
        return EntityTagHeaderValue.TryParseList(header, out IList<EntityTagHeaderValue>? known)
            && known.Any(item => item == EntityTagHeaderValue.Any || item.Compare(tag, useStrongComparison: false));
    }
}
