using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using Effort = Microsoft.Extensions.AI.ReasoningEffort;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes a request of the ecosystem's messages and options.</summary>
internal static class ChatRequestConverter
{
    private const string PropertyPrefix = "minimax:";

    /// <exception cref="ArgumentException">A message is null, or a tool call is asked for without tools.</exception>
    /// <exception cref="InvalidOperationException">Nobody says which model is to answer.</exception>
    /// <exception cref="NotSupportedException">A content, a tool or an option has no place in a request.</exception>
    public static ChatCompletionRequest ToRequest(
        IEnumerable<AIMessage> messages, ChatOptions? options, string? defaultModelId, MiniMaxChatClient client)
    {
        options ??= new();
        if (options.ConversationId is not null)
            throw new NotSupportedException(
                "ConversationId is not supported, because providers store no conversations; send all messages.");
        if (options.ContinuationToken is not null)
            throw new NotSupportedException("ContinuationToken is not supported, because providers store no responses.");
        AIMessage[] conversation = [.. messages];
        if (conversation.Contains(null))
            throw new ArgumentException("A message is null.", nameof(messages));
        ValidateResponseFormat(options.ResponseFormat);
        var start = options.RawRepresentationFactory?.Invoke(client) as ChatCompletionRequest
            ?? new() { Model = "", Messages = [] };
        string? model = start.Model is { Length: > 0 } own ? own
            : string.IsNullOrWhiteSpace(options.ModelId) ? defaultModelId
            : options.ModelId;
        IReadOnlyList<Tool>? tools = ToolConverter.ToTools(options, start.Tools, client.ContentPolicy);
        ChatMessage[] all =
        [
            .. start.Messages,
            .. InvalidFunctionCall.ExplainResults(conversation)
                .SelectMany(one => ChatMessageConverter.ToChatMessages(one, client.ContentPolicy)),
        ];
        ChatCompletionRequest request = start with
        {
            Model = model ?? throw new InvalidOperationException(
                "No model is set; set ChatOptions.ModelId, or pass a default model to AsIChatClient."),
            Messages = string.IsNullOrWhiteSpace(options.Instructions)
                ? all
                : SystemInstructions.Prepend(all, options.Instructions!),
            MaxTokens = start.MaxTokens ?? (start.MaxCompletionTokens is null ? options.MaxOutputTokens : null),
            Temperature = start.Temperature ?? ToShortestDouble(options.Temperature),
            TopP = start.TopP ?? ToShortestDouble(options.TopP),
            TopK = start.TopK ?? options.TopK,
            Stop = start.Stop ?? (options.StopSequences is { Count: > 0 } stops ? [.. stops] : null),
            Seed = start.Seed ?? options.Seed,
            PresencePenalty = start.PresencePenalty ?? ToShortestDouble(options.PresencePenalty),
            FrequencyPenalty = start.FrequencyPenalty ?? ToShortestDouble(options.FrequencyPenalty),
            Tools = tools,
            ToolChoice = start.ToolChoice ?? ToolConverter.ToToolChoice(options, tools),
            ParallelToolCalls = start.ParallelToolCalls ?? (tools is null ? null : options.AllowMultipleToolCalls),
            ReasoningEffort = start.ReasoningEffort
                ?? (start.Thinking is null ? ToReasoningEffort(options.Reasoning?.Effort) : null),
            Thinking = start.Thinking ?? (start.ReasoningEffort is null ? ToThinking(options.Reasoning?.Effort) : null),
            AdditionalProperties = MergeAdditionalProperties(start, options, client),
        };
        return OptionalFieldFilter.OmitUnsupportedFields(request, start, client);
    }

    /// <summary>The double that is written as the float is: 0.7f is not 0.699999988.</summary>
    private static double? ToShortestDouble(float? value) => value is { } number
        ? double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;

    /// <summary>
    /// Rejects a format that has no place in a request; <see cref="StructuredOutputRequestFactory"/> adds one of JSON.
    /// </summary>
    private static void ValidateResponseFormat(ChatResponseFormat? format)
    {
        if (format is not (null or ChatResponseFormatText or ChatResponseFormatJson))
            throw new NotSupportedException($"A {format.GetType().Name} is not supported.");
    }

    private static ReasoningEffort? ToReasoningEffort(Effort? effort) => effort switch
    {
        Effort.Low => ReasoningEffort.Low,
        Effort.Medium => ReasoningEffort.Medium,
        Effort.High => ReasoningEffort.High,
        // OpenAI's word; no MiniMax model is documented to take it.
        Effort.ExtraHigh => new("xhigh"),
        _ => null,
    };

    private static Thinking? ToThinking(Effort? effort) => effort == Effort.None ? Thinking.Disabled : null;

    /// <summary>The app's own properties stay with the app, unless their names say that they are meant for the request.</summary>
    private static Dictionary<string, JsonElement> MergeAdditionalProperties(
        ChatCompletionRequest baseRequest, ChatOptions options, MiniMaxChatClient client)
    {
        var others = baseRequest.AdditionalProperties.ToDictionary(static other => other.Key, static other => other.Value);
        foreach (KeyValuePair<string, object?> other in options.AdditionalProperties ?? [])
        {
            if (!other.Key.StartsWith(PropertyPrefix, StringComparison.Ordinal) || other.Key.Length == PropertyPrefix.Length)
                continue;
            string name = other.Key.Substring(PropertyPrefix.Length);
            if (others.ContainsKey(name))
                continue;
            if (CompactJsonSerializer.TrySerializeToElement(other.Value) is { } value)
                others[name] = value;
            else
                Log.OptionOmitted(client.Logger, other.Key, other.Value?.GetType().Name);
        }

        return others;
    }
}
