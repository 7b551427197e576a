using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a count of tokens: <c>{"input_tokens":15}</c>.</summary>
internal static class TokenCountReader
{
    /// <exception cref="MiniMaxException">The body is an error, or no count.</exception>
    public static TokenCount Read(ReadOnlySpan<byte> body, ProtocolContext context)
    {
        TokenCount count = JsonBody.Read(body, TokenCount.Read, context);
        if (count.InputTokens is not null)
            return count;
        throw ErrorReader.IsError(null, count.Others) || ErrorReader.HasMessage(count.Others)
            ? ErrorReader.Read(body, context)
            : ErrorFactory.InvalidBody(context.Provider, "the body has no count of tokens", body, context.Key);
    }
}
