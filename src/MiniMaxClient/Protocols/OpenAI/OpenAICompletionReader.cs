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
        if (ErrorReader.IsError(completion))
            throw WithPartial(ErrorReader.Read(body, context), completion);
        if (completion.Choices.Count == 0)
            throw ErrorFactory.InvalidBody(context.Provider, "the body has no choices", body, context.Key);
        if (completion.Choices.Any(static choice => choice.Others?.ContainsKey("delta") == true))
            throw ErrorFactory.InvalidBody(context.Provider, "the body is a chunk of a stream", body, context.Key);
        return MadeUpIds.Fill(UsageInChoices.Apply(completion, context.ReaderOptions));
    }

    private static MiniMaxException WithPartial(MiniMaxException error, ChatCompletion completion)
    {
        if (completion.Choices.Any(static choice => choice.Message is { Text.Length: > 0 } or { ToolCalls.Count: > 0 }))
            error.Complete(completion);
        return error;
    }
}
