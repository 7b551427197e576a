using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the body of a chat completions answer.</summary>
internal static class OpenAICompletionReader
{
    /// <exception cref="MiniMaxException">The body is an error, or no answer.</exception>
    public static ChatCompletion Read(ReadOnlySpan<byte> body, ProtocolContext context)
    {
        ChatCompletion completion = JsonBody.Read(body, ChatCompletion.Read, context);

        // MiniMax and ModelsLab send errors with HTTP 200: a body without an answer in it is an error whatever the status says.
        if (ErrorReader.Find(PartKind.Body, body, ErrorReader.IsError(completion), context) is { } error)
            throw WithPartial(error, completion);
        if (completion.Choices.Count == 0)
            throw ErrorFactory.InvalidBody(context.Provider, "the body has no choices", body, context.Secrets);
        if (completion.Choices.Any(IsChunk))
            throw ErrorFactory.InvalidBody(context.Provider, "the body is a chunk of a stream", body, context.Secrets);
        return MadeUpIds.Fill(UsageInChoices.Apply(completion, context.ReaderOptions));
    }

    /// <summary>Whether a choice has a delta instead of a message; Perplexity sends both.</summary>
    private static bool IsChunk(ChatChoice choice) =>
        choice.Message is { Text: "", Reasoning: "", ToolCalls: null or { Count: 0 }, Refusal: null or "" }
        && choice.AdditionalProperties.TryGetValue("delta", out JsonElement delta)
        && delta.ValueKind == JsonValueKind.Object && delta.EnumerateObject().Any();

    private static MiniMaxException WithPartial(MiniMaxException error, ChatCompletion completion)
    {
        if (completion is { Usage: not null } or { Meta: not null })
            error.Billed = completion;
        if (completion.Choices.Any(static choice => choice.Message is { Text.Length: > 0 } or { ToolCalls.Count: > 0 }))
            error.Complete(completion);
        return error;
    }
}
