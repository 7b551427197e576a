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
        if (ErrorReader.IsError(completion.BaseResp, completion.Others)
            || (completion.Choices.Count == 0 && ErrorReader.HasMessage(completion.Others)))
            throw ErrorReader.Read(body, context);
        if (completion.Choices.Count == 0)
            throw ErrorFactory.InvalidResponse(context.Provider, "the body has no choices");
        return MadeUpIds.Fill(completion);
    }
}
