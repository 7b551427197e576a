using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>Represents a path of a provider: validates its requests and creates its responses.</summary>
internal abstract class Endpoint(Dialect dialect, string method, string path)
{
    protected Dialect Dialect => dialect;

    public virtual bool IsKeyRequired => true;

    public bool IsMatch(EmulatedCall call) => call.Method == method && call.Path == path;

    /// <summary>Returns the error with which the provider rejects the request, or null.</summary>
    public abstract ReplyContent.Error? ValidateRequest(EmulatedCall call);

    /// <summary>Returns the model and the prompt of a request that the rate limit counts, or null.</summary>
    public virtual (string Model, IRequestBody Body)? GetCountedPrompt(EmulatedCall call) => null;

    /// <summary>Creates the completion of the response, or null if the response has none.</summary>
    public virtual Completion? CreateCompletion(EmulatedCall call, ReplyContent content) => null;

    /// <summary>Creates the provider's response, with the values that the reply defines.</summary>
    public abstract EmulatorResponse CreateResponse(EmulatedCall call, Reply reply, Completion? completion);

    /// <summary>Creates a stream with the given events.</summary>
    public virtual EmulatorResponse CreateEventsResponse(IReadOnlyList<string> data, SseFormat format) =>
        format.CreateStreamResponse(data.Select(Encoding.UTF8.GetBytes));

    public virtual EmulatorResponse CreateInBandErrorResponse(
        ReplyContent.InBandError error, EmulatedCall call, SseFormat format) =>
        EmulatorResponse.FromJson(200, Json.WriteObject(writer => dialect.WriteInBandError(writer, error)));

    public virtual void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        dialect.WriteError(writer, call, error, reply);
}
