using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Endpoints;

/// <summary>The Messages API of a provider.</summary>
internal sealed class MessagesEndpoint(Dialect dialect, string path) : Endpoint(dialect, "POST", path)
{
    private readonly MessagesCompletionWriter _writer = new(dialect.HasMiniMaxRules, dialect.HasMessagesCache);

    public override ReplyContent.Error? ValidateRequest(EmulatedCall call) =>
        ValidateRequest(call, Dialect, Dialect.MessageContract);

    /// <summary>Validates a body with messages against a contract.</summary>
    public static ReplyContent.Error? ValidateRequest(EmulatedCall call, Dialect dialect, JsonRule contract)
    {
        if (call.Json is not { } json)
            return dialect.UnreadableBodyError;
        if (dialect.HasMiniMaxRules && MiniMaxRules.ValidateMessagesRequest(json) is { } rule)
            return MiniMaxError.CreateInvalidParams(rule);
        if (dialect.ValidateMessagesFeatures(json) is { } unsupported)
            return unsupported;
        if (contract.Validate(json, "") is { } problem)
            return dialect.CreateInvalidRequestError(problem);
        if (dialect.ValidateMessagesModel(call.MessagesBody.Model) is { } unknown)
            return unknown;
        return ToolHistoryRules.ValidateMessagesHistory(json.GetProperty("messages")) is { } history
            ? MiniMaxError.CreateInvalidParams(history)
            : null;
    }

    public override (string Model, IRequestBody Body)? GetCountedPrompt(EmulatedCall call) =>
        (Dialect.CreateMessageStyle(call).Model, call.MessagesBody);

    public override Completion? CreateCompletion(EmulatedCall call, ReplyContent content)
    {
        CompletionGenerator generator = new(call, call.MessagesBody, Dialect.CreateMessageStyle(call));
        Completion? completion = content switch
        {
            ReplyContent.Default =>
                generator.CreateDefault(shouldFollowFormat: false, Dialect.ShouldCallTools, defaultMaxTokens: null),
            ReplyContent.Scripted script => generator.CreateScripted(script),
            _ => null,
        };
        return completion is null ? null : Dialect.CountCachedMessageTokens(call, content, completion);
    }

    public override EmulatorResponse CreateResponse(EmulatedCall call, Reply reply, Completion? completion)
    {
        if (!call.MessagesBody.IsStreaming)
            return EmulatorResponse.FromJson(200, Json.WriteObject(writer => _writer.WriteMessage(writer, completion!)));
        var events = new MessagesEventWriter(_writer, completion!, reply.Format.ChunkSize);
        return reply.Format.CreateStreamResponse(events.WriteEvents());
    }

    public override EmulatorResponse CreateEventsResponse(IReadOnlyList<string> data, SseFormat format) =>
        format.CreateStreamResponse(data.Select(item => (GetEventType(item), Encoding.UTF8.GetBytes(item))));

    // https://platform.minimax.io/docs/api-reference/text-chat-anthropic: "When an error occurs during streaming, it is
    // delivered as an event: error with the same body structure". ModelsLab's errors have no code for the message.
    public override EmulatorResponse CreateInBandErrorResponse(
        ReplyContent.InBandError error, EmulatedCall call, SseFormat format)
    {
        if (!call.MessagesBody.IsStreaming)
        {
            return _writer.IsMiniMax
                ? EmulatorResponse.FromJson(200, MessagesCompletionWriter.CreateInBandError(error, call))
                : base.CreateInBandErrorResponse(error, call, format);
        }

        string code = error.Code.ToString(CultureInfo.InvariantCulture);
        ReplyContent.Error inner = _writer.IsMiniMax
            ? new(MiniMaxError.GetHttpStatus(error.Code), $"{error.Message} ({code})")
            : new(500, error.Message);
        byte[] data = Json.WriteObject(writer => Dialect.WriteAnthropicError(writer, call, inner, Reply.FromContent(inner)));
        return format.CreateStreamResponse([("error", data)]);
    }

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        Dialect.WriteAnthropicError(writer, call, error, reply);

    /// <summary>Returns the type in the data of an event, which is the event's name; null for none.</summary>
    private static string? GetEventType(string data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data);
            return document.RootElement.GetStringOrNull("type");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
