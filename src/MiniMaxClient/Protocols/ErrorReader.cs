using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Reads what a provider says about a failure, in any of the forms that were seen.</summary>
/// <remarks>
/// AIML API <c>{"message","statusCode","requestId"}</c>; RunAPI <c>{"error":{"message","code"}}</c> and
/// <c>{"error":"…","errors":{…}}</c>; ModelsLab <c>{"status":"error","message"|"messege","retry_after"}</c>; MiniMax
/// <c>{"base_resp":{"status_code","status_msg"}}</c> and <c>{"type":"error","error":{…},"request_id"}</c>.
/// </remarks>
internal static class ErrorReader
{
    private const int MaxBytes = 64 * 1024;

    private static readonly string[] MessageNames = ["message", "messege", "detail", "errorMessage", "msg"];

    /// <summary>The exception for a body with an error in it.</summary>
    /// <param name="body">The body, which may be anything.</param>
    /// <param name="context">Whose it is.</param>
    /// <param name="retryAfter">The wait that the headers ask for; the body's own word comes second.</param>
    public static MiniMaxException Read(ReadOnlySpan<byte> body, ProtocolContext context, TimeSpan? retryAfter = null)
    {
        string text = Text(body);
        ProviderError error = Parse(text);
        error = error with { RetryAfter = retryAfter ?? error.RetryAfter };
        return ErrorFactory.FromProvider(context.Provider, context.Status, error, text, context.Key);
    }

    /// <summary>
    /// The exception for an event with an error in it; its text is not repeated but for the provider's message.
    /// </summary>
    public static MiniMaxException ReadEvent(ReadOnlySpan<byte> data, ProtocolContext context) =>
        ErrorFactory.FromProvider(context.Provider, context.Status, Parse(Text(data)), body: null, context.Key);

    /// <summary>Whether an answer that came with a 2xx status is an error all the same.</summary>
    public static bool IsError(BaseResponse? baseResponse, IReadOnlyDictionary<string, JsonElement>? others) =>
        baseResponse?.StatusCode is not (null or 0) || (others is not null && IsError(others));

    /// <summary>Whether a chunk is an error: also one that has a message and nothing of an answer.</summary>
    public static bool IsError(ChatCompletionChunk chunk) =>
        IsError(chunk.BaseResp, chunk.Others)
        || (chunk is { Choices.Count: 0, Usage: null, Meta: null } && HasMessage(chunk.Others));

    /// <summary>Whether a body without choices says why.</summary>
    public static bool HasMessage(IReadOnlyDictionary<string, JsonElement>? others) =>
        others is not null && MessageNames.Any(name => others.TryGetValue(name, out JsonElement message) && IsSaid(message));

    private static bool IsError(IReadOnlyDictionary<string, JsonElement> others) =>
        (others.TryGetValue("error", out JsonElement error) && IsSaid(error))
        || (others.TryGetValue("status", out JsonElement status) && JsonText.Raw(status) is "\"error\"" or "\"failed\"");

    private static bool IsSaid(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => error.GetDouble() != 0,
        JsonValueKind.String => JsonText.Utf8(error).Length > 2,
        _ => true,
    };

    private static string Text(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);

        // What an error has to say stands at its start; a longer body is a page or an attack.
        body = body.Slice(0, Math.Min(body.Length, MaxBytes));
        return Encoding.UTF8.GetString(body);
    }

    private static ProviderError Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new() { MaxDepth = WireFormat.MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Parse(document.RootElement) : new(null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's HTML, AIML API's own example without commas: the status speaks, the excerpt shows the rest.
            return new(null);
        }
    }

    private static ProviderError Parse(JsonElement root)
    {
        JsonElement error = Property(root, "error");
        JsonElement baseResponse = Property(root, "base_resp");
        bool isObject = error.ValueKind == JsonValueKind.Object;
        string? message = (isObject ? Message(error) : Text(error))
            ?? Text(Property(baseResponse, "status_msg"))
            ?? Message(root);
        if (Property(root, "errors") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } details)
            message = $"{message} {details.GetRawText()}";
        string? code = Text(Property(baseResponse, "status_code"));
        return new(
            message,
            (code is null or "0" ? null : code) ?? Text(Property(isObject ? error : root, "code")),
            Text(Property(error, "type")),
            Text(Property(root, "requestId")) ?? Text(Property(root, "request_id")),
            RetryAfter(root) ?? RetryAfter(error),
            Status(root) ?? Status(error));
    }

    private static int? Status(JsonElement element) =>
        int.TryParse(
            Text(Property(element, "statusCode")) ?? Text(Property(element, "http_code")),
            NumberStyles.None, CultureInfo.InvariantCulture, out int status)
        && status is >= 400 and < 600
            ? status
            : null;

    private static string? Message(JsonElement element)
    {
        foreach (string name in MessageNames)
        {
            if (Text(Property(element, name)) is { Length: > 0 } message)
                return message;
        }

        return null;
    }

    private static TimeSpan? RetryAfter(JsonElement element) =>
        double.TryParse(
            Text(Property(element, "retry_after")), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
        && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => JsonText.Read(element),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.Array or JsonValueKind.Object => element.GetRawText(),
        _ => null,
    };
}
