using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the body of a chat completions response.</summary>
internal static class OpenAICompletionReader
{
    /// <exception cref="MiniMaxException">The body is an error, or not a completion.</exception>
    public static ChatCompletion Read(ReadOnlySpan<byte> body, ResponseContext context)
    {
        ChatCompletion completion = JsonBodyReader.Read(body, ChatCompletion.Read, context);

        // MiniMax and ModelsLab send errors with HTTP 200: the status alone does not make a body a completion.
        if (ErrorReader.FindError(ResponsePartKind.Body, body, ErrorReader.IsError(completion), context) is { } error)
            throw AddPartialCompletion(error, completion);
        if (completion.Choices.Count == 0)
            throw ErrorFactory.InvalidResponseBody(context.Provider, "the body has no choices", body, context.Secrets);
        if (completion.Choices.Any(HasOnlyDelta))
            throw ErrorFactory.InvalidResponseBody(context.Provider, "the body is a chunk of a stream", body, context.Secrets);
        return ToolCallIdGenerator.FillMissingIds(ChoiceUsageReader.ApplyChoiceUsage(completion, context.ReaderOptions));
    }

    /// <summary>Determines whether a choice has a delta instead of a message; Perplexity sends both.</summary>
    private static bool HasOnlyDelta(ChatChoice choice) =>
        choice.Message is { Text: "", Reasoning: "", ToolCalls: null or { Count: 0 }, Refusal: null or "" }
        && choice.AdditionalProperties.TryGetValue("delta", out JsonElement delta)
        && delta.ValueKind == JsonValueKind.Object && delta.EnumerateObject().Any();

    private static MiniMaxException AddPartialCompletion(MiniMaxException error, ChatCompletion completion)
    {
        if (completion is { Usage: not null } or { Meta: not null })
            error.BilledCompletion = completion;
        if (completion.Choices.Any(static choice => choice.Message is { Text.Length: > 0 } or { ToolCalls.Count: > 0 }))
            error.SetPartial(completion);
        return error;
    }
}
