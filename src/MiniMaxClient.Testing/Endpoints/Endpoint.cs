using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>A path of a provider: the requests that it takes and the forms of its responses.</summary>
internal abstract class Endpoint(Dialect dialect, string method, string path)
{
    protected Dialect Dialect => dialect;

    public virtual bool IsKeyRequired => true;

    public bool IsMatch(Call call) => call.Method == method && call.Path == path;

    /// <summary>The reason why the request would not be answered, or null.</summary>
    public abstract ReplyContent.Error? ValidateRequest(Call call);

    /// <summary>The completion that answers the call, or null where the answer is none.</summary>
    public virtual Completion? CreateCompletion(Call call, ReplyContent content) => null;

    /// <summary>The response that the provider gives of its own, with what a script of the test says.</summary>
    public abstract EmulatorResponse CreateResponse(Call call, Reply reply, Completion? completion);

    /// <summary>A stream whose events the test wrote.</summary>
    public virtual EmulatorResponse CreateEventsResponse(IReadOnlyList<string> data, SseFormat format) =>
        format.CreateStreamResponse(data.Select(Encoding.UTF8.GetBytes));

    public virtual EmulatorResponse CreateInBandErrorResponse(ReplyContent.InBandError error, Call call, SseFormat format) =>
        EmulatorResponse.FromJson(200, Json.WriteObject(writer => dialect.WriteInBandError(writer, error)));

    public virtual void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply) =>
        dialect.WriteError(writer, call, error, reply);
}
