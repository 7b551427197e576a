using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>The Messages API, in the form that a host gives it.</summary>
internal sealed class MessagesEndpoint(Dialect dialect, string path) : Endpoint(dialect, "POST", path)
{
    private readonly MessageBody _body = new(dialect.ServesMiniMax);

    public override ReplyContent.Error? Refusal(Call call) => Refusal(call, Dialect, MessagesContract.Create);

    /// <summary>The check of a body that holds messages.</summary>
    public static ReplyContent.Error? Refusal(Call call, Dialect dialect, Rule contract)
    {
        if (call.Json is not { } json)
            return dialect.UnreadableBody;
        if (dialect.ServesMiniMax && MiniMaxRules.ProblemOfBlocks(json) is { } rule)
            return MiniMaxError.InvalidParams(rule);
        if (contract.Problem(json, "") is { } problem)
            return dialect.Invalid(problem);
        if (dialect.UnknownModel(call.MessagesAsk.Model) is { } unknown)
            return unknown;
        return ToolHistory.ProblemOfBlocks(json.GetProperty("messages")) is { } history
            ? MiniMaxError.InvalidParams(history)
            : null;
    }

    public override Completion? Complete(Call call, ReplyContent content)
    {
        MessagesAsk ask = call.MessagesAsk;
        Composer composer = new(call, ask, ask.Model, splitsThinking: true);
        return content switch
        {
            ReplyContent.Default => composer.Default(obeysFormat: false, Dialect.CallsTools, defaultMaxTokens: null),
            ReplyContent.Scripted script => composer.Scripted(script),
            _ => null,
        };
    }

    public override Response Answer(Call call, Reply reply, Completion? completion) => call.MessagesAsk.Streams
        ? reply.Format.Stream(new MessageEvents(_body, completion!, reply.Format.ChunkSize).All())
        : Response.Json(200, Json.Object(writer => _body.Write(writer, completion!)));

    public override Response Events(IReadOnlyList<string> data, EventFormat format) =>
        format.Stream(data.Select(one => (TypeOf(one), Encoding.UTF8.GetBytes(one))));

    // "When an error occurs during streaming, it is delivered as an event: error with the same body structure", says
    // MiniMax's page. ModelsLab's errors have no code to put into the message.
    public override Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format)
    {
        if (!call.MessagesAsk.Streams)
        {
            return _body.IsMiniMaxs
                ? Response.Json(200, MessageBody.InBandError(error, call))
                : base.InBandError(error, call, format);
        }

        string code = error.Code.ToString(CultureInfo.InvariantCulture);
        ReplyContent.Error inner = _body.IsMiniMaxs
            ? new(MiniMaxError.StatusOf(error.Code), $"{error.Message} ({code})")
            : new(500, error.Message);
        byte[] data = Json.Object(writer => Dialect.WriteAnthropicError(writer, call, inner, Reply.Of(inner)));
        return format.Stream([("error", data)]);
    }

    public override void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply) =>
        Dialect.WriteAnthropicError(writer, call, error, reply);

    /// <summary>The name of an event: the type of its data, null when that has none.</summary>
    private static string? TypeOf(string data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data);
            return document.RootElement.Text("type");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
