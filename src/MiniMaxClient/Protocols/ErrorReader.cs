using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Recognizes and parses a provider's error in all known formats.</summary>
/// <remarks>
/// AIML API <c>{"message","statusCode","requestId"}</c>; RunAPI <c>{"error":{"message","code"}}</c> and
/// <c>{"error":"…","errors":{…}}</c>; ModelsLab <c>{"status":"error","message"|"messege","retry_after"}</c>; MiniMax
/// <c>{"base_resp":{"status_code","status_msg"}}</c> and <c>{"type":"error","error":{…},"request_id"}</c>; OpenRouter
/// <c>{"choices":[{"finish_reason":"error","error":{…}}]}</c>; Google <c>[{"error":{…}}]</c>.
/// </remarks>
internal static class ErrorReader
{
    private static readonly string[] MessagePropertyNames =
        ["message", "messege", "detail", "errorMessage", "error_message", "error_msg", "msg"];

    /// <summary>Finds the error in a part of a response; null if there is none.</summary>
    /// <remarks>Every reader of a response calls this method; no other code creates a provider error's exception.</remarks>
    /// <param name="kind">The kind of the part.</param>
    /// <param name="content">The bytes of the part, in any format.</param>
    /// <param name="isError">Whether the part has the format of an error; the adapter may decide otherwise.</param>
    /// <param name="context">The response that the part belongs to.</param>
    /// <param name="eventType">The type of the event; empty for a body.</param>
    public static MiniMaxException? FindError(
        ResponsePartKind kind, ReadOnlySpan<byte> content, bool isError, ResponseContext context, string eventType = "")
    {
        ProviderError? error;
        try
        {
            error = context.CustomErrorFinder?.Invoke(new ResponsePart(kind, content, eventType, isError, context));
        }
        catch (Exception e) when (e is not MiniMaxException)
        {
            // The exception's message is not quoted: it may contain the response.
            return ErrorFactory.InvalidResponse(context.Provider, $"the adapter's FindError threw {e.GetType().Name}");
        }

        // A response with a status other than 2xx is an error even if the adapter recognizes none in it.
        if (isError && (context.CustomErrorFinder is null || (error is null && context.StatusCode is < 200 or >= 300)))
            error = ParseError(kind, content, context);
        if (error is null)
            return null;
        error = error with { RetryAfter = RetryAfterHeader.ReadDelay(context.Headers, context.ReceivedAt) ?? error.RetryAfter };
        string? excerpt = kind == ResponsePartKind.Event ? null : GetText(content);
        return ErrorFactory.FromProviderError(context.Provider, context.StatusCode, error, excerpt, context.Secrets);
    }

    /// <summary>Creates the exception for an invalid body: the error in it, or else an invalid response.</summary>
    /// <param name="description">The description of the problem, for the message.</param>
    /// <param name="body">The body.</param>
    /// <param name="context">The response that the body belongs to.</param>
    public static MiniMaxException CreateBodyException(string description, ReadOnlySpan<byte> body, ResponseContext context) =>
        FindError(ResponsePartKind.Body, body, IsErrorArray(body), context)
            ?? ErrorFactory.InvalidResponseBody(context.Provider, description, body, context.Secrets);

    /// <summary>Parses the error in a part that is known to be one.</summary>
    public static ProviderError ParseError(ResponsePartKind kind, ReadOnlySpan<byte> content, ResponseContext context) =>
        kind == ResponsePartKind.Text ? new(GetText(content)) : ParseError(GetText(content), context);

    /// <summary>Parses a part as JSON; undefined if it is not JSON.</summary>
    public static JsonElement ReadJson(ReadOnlySpan<byte> content)
    {
        try
        {
            using JsonDocument document = ParseDocument(GetText(content));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Determines whether a response with a 2xx status is an error.</summary>
    public static bool IsError(BaseResponse? baseResponse, IReadOnlyDictionary<string, JsonElement>? additionalProperties) =>
        baseResponse?.IsError == true || (additionalProperties is not null && IsError(additionalProperties));

    /// <summary>Determines whether a completion has an error in its envelope or in a choice.</summary>
    public static bool IsError(ChatCompletion completion) =>
        IsError(completion.BaseResp, completion.AdditionalPropertiesOrNull)
        || (completion.Choices.Count == 0 && HasErrorMessage(completion.AdditionalPropertiesOrNull))
        || completion.Choices.Any(static choice =>
            IsError(choice.FinishReason, choice.AdditionalPropertiesOrNull, choice.Message.AdditionalPropertiesOrNull));

    /// <summary>Determines whether a chunk is an error, including one that has an error message but no content.</summary>
    public static bool IsError(ChatCompletionChunk chunk)
    {
        if (IsError(chunk.BaseResp, chunk.AdditionalPropertiesOrNull))
            return true;
        IReadOnlyList<ChatChunkChoice> choices = chunk.Choices;
        if (choices.Count == 0)
            return chunk is { Usage: null, Meta: null } && HasErrorMessage(chunk.AdditionalPropertiesOrNull);
        for (int i = 0; i < choices.Count; i++)
        {
            if (IsError(
                choices[i].FinishReason, choices[i].AdditionalPropertiesOrNull, choices[i].Delta?.AdditionalPropertiesOrNull))
                return true;
        }

        return false;
    }

    /// <summary>Determines whether a body without a completion has an error message.</summary>
    public static bool HasErrorMessage(IReadOnlyDictionary<string, JsonElement>? additionalProperties) =>
        additionalProperties is not null && (
            IsTruthy(additionalProperties, "errors") || MessagePropertyNames.Any(name => IsTruthy(additionalProperties, name)));

    /// <summary>Determines whether JSON is an array whose first object has an error.</summary>
    public static bool IsErrorArray(ReadOnlySpan<byte> json)
    {
        if (!json.TrimStart(" \t\r\n"u8).StartsWith("["u8))
            return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(GetText(json), DocumentOptions);
            return JsonText.GetProperty(GetFirstObject(document.RootElement), "error").ValueKind != JsonValueKind.Undefined;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonDocumentOptions DocumentOptions => new() { MaxDepth = JsonSettings.MaxDepth };

    private static bool IsError(
        FinishReason? finishReason,
        IReadOnlyDictionary<string, JsonElement>? choiceProperties,
        IReadOnlyDictionary<string, JsonElement>? messageProperties) =>
        finishReason?.Value == "error"
        || (choiceProperties is not null && IsTruthy(choiceProperties, "error"))
        || (messageProperties is not null && IsTruthy(messageProperties, "error"));

    private static bool IsError(IReadOnlyDictionary<string, JsonElement> additionalProperties) =>
        IsTruthy(additionalProperties, "error")
        || (additionalProperties.TryGetValue("status", out JsonElement status)
            && JsonText.GetRawText(status) is "\"error\"" or "\"failed\"")
        || (additionalProperties.TryGetValue("base_resp", out JsonElement response)
            && GetText(JsonText.GetProperty(response, "status_code")) is not (null or "0" or ""));

    private static bool IsTruthy(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out JsonElement value) && IsTruthy(value);

    private static bool IsTruthy(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => JsonText.GetRawUtf8(value).Length > 2,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };

    private static string GetText(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        return Encoding.UTF8.GetString(body);
    }

    private static ProviderError ParseError(string body, ResponseContext context)
    {
        try
        {
            using JsonDocument document = ParseDocument(body);
            JsonElement root = GetFirstObject(document.RootElement);
            return root.ValueKind == JsonValueKind.Object ? ParseError(root, context) : new(null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // HTML of a proxy, AIML API's own example without commas: the status classifies it, and the excerpt shows the body.
            return new(null);
        }
    }

    private static JsonDocument ParseDocument(string body)
    {
        try
        {
            return JsonDocument.Parse(body, DocumentOptions);
        }
        catch (JsonException) when (NonFiniteNumbers.ReplaceWithNull(Encoding.UTF8.GetBytes(body)) is { } repaired)
        {
            return JsonDocument.Parse(repaired, DocumentOptions);
        }
    }

    private static ProviderError ParseError(JsonElement root, ResponseContext context)
    {
        JsonElement error = JsonText.GetProperty(root, "error");
        if (error.ValueKind == JsonValueKind.Undefined || !IsTruthy(error))
            error = FindChoiceError(root);
        if (JsonText.GetProperty(error, "error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } inner)
            error = inner;
        JsonElement baseResponse = JsonText.GetProperty(root, "base_resp");
        bool isObject = error.ValueKind == JsonValueKind.Object;
        string? message = (isObject ? GetMessage(error) : GetText(error))
            ?? GetText(JsonText.GetProperty(baseResponse, "status_msg"))
            ?? GetMessage(root);
        if (JsonText.GetProperty(root, "errors") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } details)
            message = $"{message} {details.GetRawText()}";
        string? code = GetText(JsonText.GetProperty(baseResponse, "status_code"));
        return new(
            message,
            (code is null or "0" ? null : code) ?? GetCode(error) ?? GetCode(root),
            GetText(JsonText.GetProperty(error, "type")),
            GetText(JsonText.GetProperty(root, "requestId")) ?? GetText(JsonText.GetProperty(root, "request_id")),
            GetRetryAfter(root) ?? GetRetryAfter(error) ?? QuotaResetTime.ParseTimeUntilReset(message, context.ReceivedAt),
            GetStatus(root) ?? GetStatus(error));
    }

    private static JsonElement GetFirstObject(JsonElement root) => root.ValueKind == JsonValueKind.Array
        ? root.EnumerateArray().FirstOrDefault(static element => element.ValueKind == JsonValueKind.Object)
        : root;

    private static JsonElement FindChoiceError(JsonElement root)
    {
        if (JsonText.GetProperty(root, "choices") is not { ValueKind: JsonValueKind.Array } choices)
            return JsonText.GetProperty(JsonText.GetProperty(root, "message"), "error");
        return choices.EnumerateArray()
            .SelectMany(static choice =>
                (JsonElement[])[choice, JsonText.GetProperty(choice, "delta"), JsonText.GetProperty(choice, "message")])
            .Select(static container => JsonText.GetProperty(container, "error"))
            .FirstOrDefault(static error => error.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
    }

    private static string? GetCode(JsonElement element) =>
        GetText(JsonText.GetProperty(element, "code")) ?? GetText(JsonText.GetProperty(element, "error_code"));

    private static int? GetStatus(JsonElement element) =>
        ((string[])["statusCode", "http_code", "status"])
            .Select(name => ParseStatus(GetText(JsonText.GetProperty(element, name))))
            .FirstOrDefault(static status => status is not null);

    private static int? ParseStatus(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and < 600
            ? status
            : null;

    private static string? GetMessage(JsonElement element)
    {
        foreach (string name in MessagePropertyNames)
        {
            if (GetText(JsonText.GetProperty(element, name)) is { Length: > 0 } message)
                return message;
        }

        return null;
    }

    private static TimeSpan? GetRetryAfter(JsonElement element) =>
        double.TryParse(
            GetText(JsonText.GetProperty(element, "retry_after")),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out double seconds)
        && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string? GetText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => JsonText.ReadString(element),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.Array or JsonValueKind.Object => element.GetRawText(),
        _ => null,
    };
}
