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

    public virtual bool NeedsKey => true;

    public bool IsAt(Call call) => call.Method == method && call.Path == path;

    /// <summary>The reason why the request would not be answered, or null.</summary>
    public abstract ReplyContent.Error? Refusal(Call call);

    /// <summary>The completion that answers the call, or null where the answer is none.</summary>
    public virtual Completion? Complete(Call call, ReplyContent content) => null;

    /// <summary>The response that the provider gives of its own, with what a script of the test says.</summary>
    public abstract Response Answer(Call call, Reply reply, Completion? completion);

    /// <summary>A stream whose events the test wrote.</summary>
    public virtual Response Events(IReadOnlyList<string> data, EventFormat format) =>
        format.Stream(data.Select(Encoding.UTF8.GetBytes));

    public virtual Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format) =>
        Response.Json(200, Json.Object(writer => dialect.WriteInBandError(writer, error)));

    public virtual void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply) =>
        dialect.WriteError(writer, call, error, reply);
}
