using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>The token count of the Messages API: the input tokens that a message for the same prompt would report.</summary>
internal sealed class CountTokensEndpoint(Dialect dialect, string path) : Endpoint(dialect, "POST", path)
{
    public override ReplyContent.Error? ValidateRequest(EmulatedCall call) =>
        MessagesEndpoint.ValidateRequest(call, Dialect, Dialect.CountTokensContract);

    public override EmulatorResponse CreateResponse(EmulatedCall call, Reply reply, Completion? completion)
    {
        int? scripted = (reply.Content as ReplyContent.Scripted)?.Tokens?.Prompt;
        int tokens = scripted ?? TokenCounts.EstimateFromCharacters(call.MessagesBody.PromptCharacters);
        return EmulatorResponse.FromJson(200, Json.WriteObject(writer => writer.WriteNumber("input_tokens", tokens)));
    }

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        Dialect.WriteAnthropicError(writer, call, error, reply);
}
