using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>Writes Anthropic's error envelope, which has no error code.</summary>
internal static class AnthropicError
{
    public static void Write(Utf8JsonWriter writer, ReplyContent.Error error)
    {
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", GetErrorType(error.Status));
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }

    // The names are those of Anthropic's SDK (anthropics/anthropic-sdk-typescript).
    public static string GetErrorType(int status) => status switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
}
