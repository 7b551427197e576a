using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>A list of models.</summary>
internal sealed class ModelsEndpoint(Dialect dialect, string path, Action<Utf8JsonWriter, Call> write)
    : Endpoint(dialect, "GET", path)
{
    public override bool IsKeyRequired => !IsPublic;

    /// <summary>Whether no key is asked for.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether the list has a weak entity tag, by which a client may ask for what is new.</summary>
    public bool HasETag { get; init; }

    /// <summary>Whether errors are in Anthropic's envelope.</summary>
    public Func<Call, bool> IsAnthropicRequest { get; init; } = static _ => false;

    public override ReplyContent.Error? ValidateRequest(Call call) => null;

    public override EmulatorResponse CreateResponse(Call call, Reply reply, Completion? completion)
    {
        byte[] body = Json.WriteBytes(writer => write(writer, call));
        if (!HasETag)
            return EmulatorResponse.FromJson(200, body);
        EntityTagHeaderValue tag = new($"\"{Convert.ToHexString(SHA256.HashData(body))[..32]}\"", isWeak: true);
        EmulatorResponse response = HasMatchingETag(call, tag) ? new(304, "", []) : EmulatorResponse.FromJson(200, body);
        response.Headers["ETag"] = tag.ToString();
        return response;
    }

    public override void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply)
    {
        if (IsAnthropicRequest(call))
            Dialect.WriteAnthropicError(writer, call, error, reply);
        else
            Dialect.WriteError(writer, call, error, reply);
    }

    private static bool HasMatchingETag(Call call, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([.. call.Headers.IfNoneMatch.OfType<string>()], out IList<EntityTagHeaderValue>? known)
            && known.Any(one => one == EntityTagHeaderValue.Any || one.Compare(tag, useStrongComparison: false));
}
