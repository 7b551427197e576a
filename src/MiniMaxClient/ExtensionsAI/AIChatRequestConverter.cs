using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using Effort = Microsoft.Extensions.AI.ReasoningEffort;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts messages and options of Microsoft.Extensions.AI to a request.</summary>
internal static class AIChatRequestConverter
{
    private const string PropertyPrefix = "minimax:";

    /// <exception cref="ArgumentException">A message is null, or a tool call is required without tools.</exception>
    /// <exception cref="InvalidOperationException">No model is set, and the client has no default model.</exception>
    /// <exception cref="NotSupportedException">A content, a tool or an option is not supported.</exception>
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
        var baseRequest = options.RawRepresentationFactory?.Invoke(client) as ChatCompletionRequest
            ?? new() { Messages = [] };
        string? model = baseRequest.Model is { Length: > 0 } baseModel ? baseModel
            : string.IsNullOrWhiteSpace(options.ModelId) ? defaultModelId
            : options.ModelId;
        IReadOnlyList<Tool>? tools = AIToolConverter.ToTools(options, baseRequest.Tools, client.ContentPolicy);
        ChatMessage[] all =
        [
            .. baseRequest.Messages,
            .. ToolCallMessageMerger.Merge(InvalidFunctionCall.ExplainResults(conversation)
                .SelectMany(message => AIChatMessageConverter.ToChatMessages(message, client.ContentPolicy))),
        ];
        ChatCompletionRequest request = baseRequest with
        {
            Model = model ?? (client.HasClientDefaultModel ? "" : throw new InvalidOperationException(
                "No model is set; set ChatOptions.ModelId, pass a default model to AsIChatClient, or set the DefaultModel of the "
                + "client.")),
            Messages = string.IsNullOrWhiteSpace(options.Instructions)
                ? all
                : SystemInstructionInserter.Prepend(all, options.Instructions!),
            MaxTokens = baseRequest.MaxTokens ?? (baseRequest.MaxCompletionTokens is null ? options.MaxOutputTokens : null),
            Temperature = baseRequest.Temperature ?? ToShortestDouble(options.Temperature),
            TopP = baseRequest.TopP ?? ToShortestDouble(options.TopP),
            TopK = baseRequest.TopK ?? options.TopK,
            Stop = baseRequest.Stop ?? (options.StopSequences is { Count: > 0 } stops ? [.. stops] : null),
            Seed = baseRequest.Seed ?? options.Seed,
            PresencePenalty = baseRequest.PresencePenalty ?? ToShortestDouble(options.PresencePenalty),
            FrequencyPenalty = baseRequest.FrequencyPenalty ?? ToShortestDouble(options.FrequencyPenalty),
            Tools = tools,
            ToolChoice = baseRequest.ToolChoice ?? AIToolConverter.ToToolChoice(options, tools),
            ParallelToolCalls = baseRequest.ParallelToolCalls ?? (tools is null ? null : options.AllowMultipleToolCalls),
            ReasoningEffort = baseRequest.ReasoningEffort ?? ToReasoningEffort(options.Reasoning?.Effort, baseRequest.Thinking),
            AdditionalProperties = MergeAdditionalProperties(baseRequest, options, client),
        };
        return OptionalFieldFilter.MarkOptionalFields(request, baseRequest);
    }

    /// <summary>Converts a float to the double with the same shortest text: 0.7f becomes 0.7, not 0.699999988.</summary>
    private static double? ToShortestDouble(float? value) => value is { } number
        ? double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;

    /// <summary>
    /// Rejects an unsupported response format; <see cref="StructuredOutputRequestFactory"/> adds a JSON format.
    /// </summary>
    private static void ValidateResponseFormat(ChatResponseFormat? format)
    {
        if (format is not (null or ChatResponseFormatText or ChatResponseFormatJson))
            throw new NotSupportedException($"A {format.GetType().Name} is not supported.");
    }

    // The base request takes precedence over an effort that contradicts its thinking.
    private static ReasoningEffort? ToReasoningEffort(Effort? effort, Thinking? thinking) =>
        thinking is not null && (thinking.Type == "disabled") != (effort == Effort.None) ? null : ToReasoningEffort(effort);

    private static ReasoningEffort? ToReasoningEffort(Effort? effort) => effort switch
    {
        Effort.Low => ReasoningEffort.Low,
        Effort.Medium => ReasoningEffort.Medium,
        Effort.High => ReasoningEffort.High,
        Effort.ExtraHigh => ReasoningEffort.XHigh,
        // Sent as thinking to models with that switch.
        Effort.None => ReasoningEffort.None,
        _ => null,
    };

    /// <summary>Adds the properties with the prefix; others belong to the app and are not sent.</summary>
    private static Dictionary<string, JsonElement> MergeAdditionalProperties(
        ChatCompletionRequest baseRequest, ChatOptions options, MiniMaxChatClient client)
    {
        var merged = baseRequest.AdditionalProperties.ToDictionary(static pair => pair.Key, static pair => pair.Value);
        foreach (KeyValuePair<string, object?> property in options.AdditionalProperties ?? [])
        {
            if (!property.Key.StartsWith(PropertyPrefix, StringComparison.Ordinal)
                || property.Key.Length == PropertyPrefix.Length)
                continue;
            string name = property.Key.Substring(PropertyPrefix.Length);
            if (merged.ContainsKey(name))
                continue;
            if (CompactJsonSerializer.TrySerializeToElement(property.Value) is { } value)
                merged[name] = value;
            else
                Log.OptionOmitted(client.Logger, property.Key, property.Value?.GetType().Name);
        }

        return merged;
    }
}
