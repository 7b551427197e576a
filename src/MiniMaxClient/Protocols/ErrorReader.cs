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
    private static readonly string[] MessageNames = ["message", "messege", "detail", "errorMessage", "msg"];

    /// <summary>The exception for a body with an error in it.</summary>
    /// <param name="body">The body, which may be anything.</param>
    /// <param name="context">Whose it is.</param>
    /// <param name="retryAfter">The wait that the headers ask for; the body's own word comes second.</param>
    public static MiniMaxException Read(ReadOnlySpan<byte> body, ProtocolContext context, TimeSpan? retryAfter = null)
    {
        string text = Encoding.UTF8.GetString(body.ToArray());
        ProviderError error = Parse(text);
        error = error with { RetryAfter = retryAfter ?? error.RetryAfter };
        return ErrorFactory.FromProvider(context.Provider, context.Status, error, text, context.Key);
    }

    /// <summary>
    /// The exception for an event with an error in it; its text is not repeated but for the provider's message.
    /// </summary>
    public static MiniMaxException ReadEvent(ReadOnlySpan<byte> data, ProtocolContext context)
    {
        ProviderError error = Parse(Encoding.UTF8.GetString(data.ToArray()));
        return ErrorFactory.FromProvider(context.Provider, context.Status, error, body: null, context.Key);
    }

    /// <summary>Whether an answer that came with a 2xx status is an error all the same.</summary>
    public static bool IsError(BaseResponse? baseResponse, IReadOnlyDictionary<string, JsonElement> others) =>
        baseResponse?.StatusCode is not (null or 0)
        || (others.TryGetValue("error", out JsonElement error) && IsSaid(error))
        || (others.TryGetValue("status", out JsonElement status) && status.ValueKind == JsonValueKind.String
            && status.GetString() is "error" or "failed");

    private static bool IsSaid(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => error.GetDouble() != 0,
        JsonValueKind.String => error.GetString()!.Length > 0,
        _ => true,
    };

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
            RetryAfter(root) ?? RetryAfter(error));
    }

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
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.Array or JsonValueKind.Object => element.GetRawText(),
        _ => null,
    };
}
