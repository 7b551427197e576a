// https://docs.aimlapi.com/api-references/text-models-llm/minimax, https://docs.modelslab.com/llm-api
using System.Buffers;
using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Writes the body of a chat completions call.</summary>
internal static class OpenAIRequestWriter
{
    private static readonly StreamOptions Usage = new() { IncludeUsage = true };

    public static void Write(IBufferWriter<byte> body, ChatCompletionRequest request, RequestForm form)
    {
        ChatCompletionRequest sent = request with
        {
            Model = form.Model,
            Messages = request.Messages.Any(static message => HasEmptyArguments(message) || HasNoAnswer(message))
                ? request.Messages.Select(WithArguments).Select(WithContent).ToArray()
                : request.Messages,
            MaxTokens = request.MaxTokens ?? (request.MaxCompletionTokens is null ? form.DefaultMaxTokens : null),
            StreamOptions = form.Stream ? request.StreamOptions ?? (form.AsksForUsage ? Usage : null) : null,
        };
        using var json = new Utf8JsonWriter(body, WireFormat.WriterOptions);
        var fields = new ObjectWriter(json, request.Others, body as IFileSink);
        json.WriteStartObject();
        fields.Property("key"u8, form.KeyInBody?.Reveal());
        sent.WriteFields(fields, form.KeyInBody is null ? "model"u8 : "model_id"u8);
        fields.Property("stream"u8, form.Stream ? true : null);
        sent.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    // AIML API's schema demands a content where there are no calls.
    private static ChatMessage WithContent(ChatMessage message) =>
        HasNoAnswer(message) ? (AssistantMessage)message with { Content = "" } : message;

    private static bool HasNoAnswer(ChatMessage message) => message is AssistantMessage { HasNoAnswer: true };

    // A call without arguments comes as "" from some hosts; MiniMax refuses it as invalid JSON when it goes back (2013).
    private static bool HasEmptyArguments(ChatMessage message) =>
        message is AssistantMessage { ToolCalls: { } calls } && calls.Any(HasEmptyArguments);

    private static bool HasEmptyArguments(ToolCall call) =>
        call is FunctionToolCall { Function: var function } && string.IsNullOrWhiteSpace(function.Arguments)
        && !function.AdditionalProperties.ContainsKey("arguments");

    private static ChatMessage WithArguments(ChatMessage message) => !HasEmptyArguments(message) ? message
        : (AssistantMessage)message with
        {
            ToolCalls = ((AssistantMessage)message).ToolCalls!
                .Select(static call => HasEmptyArguments(call)
                    ? (FunctionToolCall)call with { Function = ((FunctionToolCall)call).Function with { Arguments = "{}" } }
                    : call)
                .ToArray(),
        };
}
