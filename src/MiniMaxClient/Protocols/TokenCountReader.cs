using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a token count: <c>{"input_tokens":15}</c>.</summary>
internal static class TokenCountReader
{
    /// <exception cref="MiniMaxException">The body is an error, or has no token count.</exception>
    public static TokenCount Read(ReadOnlySpan<byte> body, ResponseContext context)
    {
        TokenCount count = JsonBodyReader.Read(body, TokenCount.Read, context);
        bool isError = ErrorReader.IsError(null, count.AdditionalPropertiesOrNull)
            || (count.InputTokens is null && ErrorReader.HasErrorMessage(count.AdditionalPropertiesOrNull));
        if (ErrorReader.FindError(ResponsePartKind.Body, body, isError, context) is { } error)
            throw error;
        return count.InputTokens is not null
            ? count
            : throw ErrorFactory.InvalidResponseBody(context.Provider, "the body has no token count", body, context.Secrets);
    }
}
