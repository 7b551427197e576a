using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the body of a chat completions answer.</summary>
internal static class OpenAICompletionReader
{
    /// <exception cref="MiniMaxException">The body is an error, or no answer.</exception>
    public static ChatCompletion Read(ReadOnlySpan<byte> body, ProtocolContext context)
    {
        ChatCompletion? completion = Parse(body, context);
        if (completion is null)
            throw ErrorFactory.InvalidResponse(context.Provider, "the body is JSON, but not an object");

        // MiniMax and ModelsLab send errors with HTTP 200: a body without an answer in it is an error whatever the status says.
        if (ErrorReader.IsError(completion.BaseResp, completion.AdditionalProperties))
            throw ErrorReader.Read(body, context);
        if (completion.Choices.Count == 0)
            throw ErrorFactory.InvalidResponse(context.Provider, "the body has no choices");
        return completion;
    }

    private static ChatCompletion? Parse(ReadOnlySpan<byte> body, ProtocolContext context)
    {
        try
        {
            var json = new Utf8JsonReader(body, WireFormat.ReaderOptions);
            json.Read();
            ChatCompletion? completion = ChatCompletion.Read(ref json);
            while (completion is not null && json.Read())
            {
            }

            return completion;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            body = body.Trim(" \t\r\n"u8);
            string what = body.IsEmpty ? "the body is empty"
                : body[0] == '<' ? "the body is HTML or XML"
                : "the body is not whole JSON";
            throw ErrorFactory.InvalidResponse(context.Provider, what, e);
        }
    }
}
