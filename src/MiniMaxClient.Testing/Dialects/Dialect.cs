using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>A provider's own words: its paths, keys, checks, bodies, headers and stream grammar.</summary>
internal abstract class Dialect(MiniMaxEmulatorOptions options)
{
    protected MiniMaxEmulatorOptions Options => options;

    public abstract string Name { get; }

    /// <summary>The path on the emulator below which the provider's own paths begin.</summary>
    public abstract string Root { get; }

    /// <summary>The provider's path that clients take as the base address.</summary>
    public abstract string BasePath { get; }

    /// <summary>The keys that a request carries, wherever this provider looks for them.</summary>
    protected abstract IEnumerable<string?> Keys(Call call);

    /// <summary>The violation in a request body, or null.</summary>
    protected abstract ReplyContent.Error? Violation(Call call, JsonElement body);

    protected abstract ReplyContent.Error UnreadableBody { get; }
    protected abstract ReplyContent.Error UnknownPath(Call call);
    protected abstract ReplyContent.Error InvalidKey { get; }

    /// <summary>The model as responses name it.</summary>
    protected abstract string ResponseModel(Call call);

    protected virtual bool SplitsThinking(Call call) => false;
    protected virtual bool ObeysResponseFormat => true;
    protected virtual int? DefaultMaxTokens => null;
    protected virtual int SuccessStatus => 200;
    protected virtual bool SendsRetryAfterHeader => true;

    protected abstract void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply);
    protected abstract void WriteCompletion(Utf8JsonWriter writer, Completion completion);
    protected abstract IEnumerable<byte[]> Chunks(Completion completion, Call call, int chunkSize);
    protected abstract Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format);

    /// <summary>A comment line that opens each stream.</summary>
    protected virtual string? StreamComment => null;

    /// <summary>Headers that the provider adds; <paramref name="completion"/> is null when the response holds none.</summary>
    protected virtual void AddHeaders(IDictionary<string, string> headers, Call call, Completion? completion)
    {
    }

    public bool HasValidKey(Call call) => Keys(call).Contains(options.ApiKey);

    /// <summary>The reason why the provider would not answer this request, or null.</summary>
    public ReplyContent.Error? Refusal(Call call)
    {
        if (call.Method != "POST" || call.Path != BasePath + "/chat/completions")
            return UnknownPath(call);
        if (!HasValidKey(call))
            return InvalidKey;
        return call.Json is { } body ? Violation(call, body) : UnreadableBody;
    }

    public Response Respond(Call call, Reply reply)
    {
        Completion? completion = Complete(call, reply.Content);
        Response response = reply.Content switch
        {
            ReplyContent.Error error =>
                Response.Json(error.Status, Json.Object(writer => WriteError(writer, call, error, reply))),
            ReplyContent.InBandError error => InBandError(error, call, reply.Format),
            ReplyContent.Raw raw => new(raw.Status, raw.ContentType, [raw.Body]),
            ReplyContent.Events events => reply.Format.Stream(events.Data.Select(Encoding.UTF8.GetBytes)),
            _ when call.Ask.Streams => reply.Format.Stream(Chunks(completion!, call, reply.Format.ChunkSize), StreamComment),
            _ => Response.Json(SuccessStatus, Json.Object(writer => WriteCompletion(writer, completion!))),
        };
        AddHeaders(response.Headers, call, completion);
        if (reply.RetryAfter is { } wait && SendsRetryAfterHeader)
            response.Headers["Retry-After"] = Seconds(wait).ToString(CultureInfo.InvariantCulture);
        foreach ((string header, string value) in reply.Headers)
            response.Headers[header] = value;
        return response;
    }

    protected static long Seconds(TimeSpan wait) => (long)Math.Ceiling(wait.TotalSeconds);

    private Completion? Complete(Call call, ReplyContent content)
    {
        if (content is not (ReplyContent.Default or ReplyContent.Scripted))
            return null;
        Composer composer = new(call, ResponseModel(call), SplitsThinking(call));
        return content is ReplyContent.Scripted script
            ? composer.Scripted(script)
            : composer.Default(ObeysResponseFormat, DefaultMaxTokens);
    }
}
