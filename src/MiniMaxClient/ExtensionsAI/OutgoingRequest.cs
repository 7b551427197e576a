using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using Effort = Microsoft.Extensions.AI.ReasoningEffort;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes a request of the ecosystem's messages and options.</summary>
internal static class OutgoingRequest
{
    private const string PropertyPrefix = "minimax:";

    /// <exception cref="ArgumentException">A message is null, or a tool call is asked for without tools.</exception>
    /// <exception cref="InvalidOperationException">Nobody says which model is to answer.</exception>
    /// <exception cref="NotSupportedException">A content, a tool or an option has no place in a request.</exception>
    public static ChatCompletionRequest Create(
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
        Check(options.ResponseFormat);
        var start = options.RawRepresentationFactory?.Invoke(client) as ChatCompletionRequest
            ?? new() { Model = "", Messages = [] };
        string? model = start.Model is { Length: > 0 } own ? own
            : string.IsNullOrWhiteSpace(options.ModelId) ? defaultModelId
            : options.ModelId;
        IReadOnlyList<Tool>? tools = OutgoingTools.Create(options, start.Tools, client.Unsupported);
        ChatMessage[] all =
        [
            .. start.Messages,
            .. InvalidCall.ExplainResults(conversation).SelectMany(one => OutgoingMessages.Create(one, client.Unsupported)),
        ];
        ChatCompletionRequest request = start with
        {
            Model = model ?? throw new InvalidOperationException(
                "No model is set; set ChatOptions.ModelId, or pass a default model to AsIChatClient."),
            Messages = string.IsNullOrWhiteSpace(options.Instructions)
                ? all
                : Instructions.Before(all, options.Instructions!),
            MaxTokens = start.MaxTokens ?? (start.MaxCompletionTokens is null ? options.MaxOutputTokens : null),
            Temperature = start.Temperature ?? Exact(options.Temperature),
            TopP = start.TopP ?? Exact(options.TopP),
            TopK = start.TopK ?? options.TopK,
            Stop = start.Stop ?? (options.StopSequences is { Count: > 0 } stops ? [.. stops] : null),
            Seed = start.Seed ?? options.Seed,
            PresencePenalty = start.PresencePenalty ?? Exact(options.PresencePenalty),
            FrequencyPenalty = start.FrequencyPenalty ?? Exact(options.FrequencyPenalty),
            Tools = tools,
            ToolChoice = start.ToolChoice ?? OutgoingTools.Choice(options, tools),
            ParallelToolCalls = start.ParallelToolCalls ?? (tools is null ? null : options.AllowMultipleToolCalls),
            ReasoningEffort = start.ReasoningEffort ?? (start.Thinking is null ? ToEffort(options.Reasoning?.Effort) : null),
            Thinking = start.Thinking ?? (start.ReasoningEffort is null ? Thinks(options.Reasoning?.Effort) : null),
            AdditionalProperties = Others(start, options, client),
        };
        return OptionalFields.OmitUnsupported(request, start, client);
    }

    /// <summary>The double that is written as the float is: 0.7f is not 0.699999988.</summary>
    private static double? Exact(float? value) => value is { } number
        ? double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;

    /// <summary>
    /// Rejects a format that has no place in a request; <see cref="StructuredRequest"/> adds one of JSON.
    /// </summary>
    private static void Check(ChatResponseFormat? format)
    {
        if (format is not (null or ChatResponseFormatText or ChatResponseFormatJson))
            throw new NotSupportedException($"A {format.GetType().Name} is not supported.");
    }

    private static ReasoningEffort? ToEffort(Effort? effort) => effort switch
    {
        Effort.Low => ReasoningEffort.Low,
        Effort.Medium => ReasoningEffort.Medium,
        Effort.High => ReasoningEffort.High,
        // OpenAI's word; no MiniMax model is documented to take it.
        Effort.ExtraHigh => new("xhigh"),
        _ => null,
    };

    private static Thinking? Thinks(Effort? effort) => effort == Effort.None ? Thinking.Disabled : null;

    /// <summary>The app's own properties stay with the app, unless their names say that they are meant for the request.</summary>
    private static Dictionary<string, JsonElement> Others(
        ChatCompletionRequest start, ChatOptions options, MiniMaxChatClient client)
    {
        var others = start.AdditionalProperties.ToDictionary(static other => other.Key, static other => other.Value);
        foreach (KeyValuePair<string, object?> other in options.AdditionalProperties ?? [])
        {
            if (!other.Key.StartsWith(PropertyPrefix, StringComparison.Ordinal) || other.Key.Length == PropertyPrefix.Length)
                continue;
            string name = other.Key.Substring(PropertyPrefix.Length);
            if (others.ContainsKey(name))
                continue;
            if (CompactJson.TryGetElement(other.Value) is { } value)
                others[name] = value;
            else
                Log.OptionOmitted(client.Logger, other.Key, other.Value?.GetType().Name);
        }

        return others;
    }
}
