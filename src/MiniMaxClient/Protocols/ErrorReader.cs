using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Recognizes and reads a provider's error, in any of the forms that were seen.</summary>
/// <remarks>
/// AIML API <c>{"message","statusCode","requestId"}</c>; RunAPI <c>{"error":{"message","code"}}</c> and
/// <c>{"error":"…","errors":{…}}</c>; ModelsLab <c>{"status":"error","message"|"messege","retry_after"}</c>; MiniMax
/// <c>{"base_resp":{"status_code","status_msg"}}</c> and <c>{"type":"error","error":{…},"request_id"}</c>; OpenRouter
/// <c>{"choices":[{"finish_reason":"error","error":{…}}]}</c>; Google <c>[{"error":{…}}]</c>.
/// </remarks>
internal static class ErrorReader
{
    private static readonly string[] MessageNames =
        ["message", "messege", "detail", "errorMessage", "error_message", "error_msg", "msg"];

    /// <summary>Finds the error in a part of a response; null where there is none.</summary>
    /// <remarks>Every reader of a response calls this, and nothing else creates the exception for a provider's error.</remarks>
    /// <param name="kind">The kind of the part.</param>
    /// <param name="content">The part, which may be anything.</param>
    /// <param name="isError">Whether its form is that of an error; the adapter may decide otherwise.</param>
    /// <param name="context">The response that the part belongs to.</param>
    /// <param name="eventType">The type of the event.</param>
    public static MiniMaxException? Find(
        PartKind kind, ReadOnlySpan<byte> content, bool isError, ProtocolContext context, string eventType = "")
    {
        ProviderError? error;
        try
        {
            error = context.FindError?.Invoke(new ResponsePart(kind, content, eventType, isError, context));
        }
        catch (Exception e) when (e is not MiniMaxException)
        {
            // Its message is not repeated: it may quote the response.
            return ErrorFactory.InvalidResponse(context.Provider, $"the adapter's FindError threw {e.GetType().Name}");
        }

        // A response with another status than 2xx is an error whatever the adapter finds in it.
        if (isError && (context.FindError is null || (error is null && context.Status is < 200 or >= 300)))
            error = Parse(kind, content, context);
        if (error is null)
            return null;
        error = error with { RetryAfter = RetryAfterHeader.Read(context.Headers, context.ReceivedAt) ?? error.RetryAfter };
        string? shown = kind == PartKind.Event ? null : Text(content);
        return ErrorFactory.FromProvider(context.Provider, context.Status, error, shown, context.Secrets);
    }

    /// <summary>Finds the error in a body, or creates the exception for a body that is not what the protocol says.</summary>
    /// <param name="what">What is wrong with the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="context">The response that the body belongs to.</param>
    public static MiniMaxException FindOrReject(string what, ReadOnlySpan<byte> body, ProtocolContext context) =>
        Find(PartKind.Body, body, IsErrorArray(body), context)
            ?? ErrorFactory.InvalidBody(context.Provider, what, body, context.Secrets);

    /// <summary>Parses the error in a part that has one.</summary>
    public static ProviderError Parse(PartKind kind, ReadOnlySpan<byte> content, ProtocolContext context) =>
        kind == PartKind.Text ? new(Text(content)) : Parse(Text(content), context);

    /// <summary>Parses a part as JSON; undefined where it is not JSON.</summary>
    public static JsonElement ReadJson(ReadOnlySpan<byte> content)
    {
        try
        {
            using JsonDocument document = ParseDocument(Text(content));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Whether a response with a 2xx status is an error all the same.</summary>
    public static bool IsError(BaseResponse? baseResponse, IReadOnlyDictionary<string, JsonElement>? others) =>
        baseResponse?.IsError == true || (others is not null && IsError(others));

    /// <summary>Whether a completion is an error, in its envelope or in one of its choices.</summary>
    public static bool IsError(ChatCompletion completion) =>
        IsError(completion.BaseResp, completion.Others)
        || (completion.Choices.Count == 0 && HasMessage(completion.Others))
        || completion.Choices.Any(static choice => IsError(choice.FinishReason, choice.Others, choice.Message.Others));

    /// <summary>Whether a chunk is an error: also one that has a message and nothing of an answer.</summary>
    public static bool IsError(ChatCompletionChunk chunk)
    {
        if (IsError(chunk.BaseResp, chunk.Others))
            return true;
        IReadOnlyList<ChatChunkChoice> choices = chunk.Choices;
        if (choices.Count == 0)
            return chunk is { Usage: null, Meta: null } && HasMessage(chunk.Others);
        for (int i = 0; i < choices.Count; i++)
        {
            if (IsError(choices[i].FinishReason, choices[i].Others, choices[i].Delta?.Others))
                return true;
        }

        return false;
    }

    /// <summary>Whether a body without an answer gives a reason.</summary>
    public static bool HasMessage(IReadOnlyDictionary<string, JsonElement>? others) =>
        others is not null && (IsGiven(others, "errors") || MessageNames.Any(name => IsGiven(others, name)));

    /// <summary>Whether JSON is an array with an error in it.</summary>
    public static bool IsErrorArray(ReadOnlySpan<byte> json)
    {
        if (!json.TrimStart(" \t\r\n"u8).StartsWith("["u8))
            return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(Text(json), Options);
            return JsonText.Property(FirstObject(document.RootElement), "error").ValueKind != JsonValueKind.Undefined;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonDocumentOptions Options => new() { MaxDepth = WireFormat.MaxDepth };

    private static bool IsError(
        FinishReason? finishReason,
        IReadOnlyDictionary<string, JsonElement>? choice,
        IReadOnlyDictionary<string, JsonElement>? message) =>
        finishReason?.Value == "error"
        || (choice is not null && IsGiven(choice, "error"))
        || (message is not null && IsGiven(message, "error"));

    private static bool IsError(IReadOnlyDictionary<string, JsonElement> others) =>
        IsGiven(others, "error")
        || (others.TryGetValue("status", out JsonElement status) && JsonText.Raw(status) is "\"error\"" or "\"failed\"")
        || (others.TryGetValue("base_resp", out JsonElement response)
            && Text(JsonText.Property(response, "status_code")) is not (null or "0" or ""));

    private static bool IsGiven(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out JsonElement value) && IsGiven(value);

    private static bool IsGiven(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => error.GetDouble() != 0,
        JsonValueKind.String => JsonText.Utf8(error).Length > 2,
        JsonValueKind.Array => error.GetArrayLength() > 0,
        _ => true,
    };

    private static string Text(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        return Encoding.UTF8.GetString(body);
    }

    private static ProviderError Parse(string body, ProtocolContext context)
    {
        try
        {
            using JsonDocument document = ParseDocument(body);
            JsonElement root = FirstObject(document.RootElement);
            return root.ValueKind == JsonValueKind.Object ? Parse(root, context) : new(null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's HTML, AIML API's own example without commas: the status speaks, the excerpt shows the rest.
            return new(null);
        }
    }

    private static JsonDocument ParseDocument(string body)
    {
        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException) when (NonFiniteNumbers.ReplaceWithNull(Encoding.UTF8.GetBytes(body)) is { } repaired)
        {
            return JsonDocument.Parse(repaired, Options);
        }
    }

    private static ProviderError Parse(JsonElement root, ProtocolContext context)
    {
        JsonElement error = JsonText.Property(root, "error");
        if (error.ValueKind == JsonValueKind.Undefined || !IsGiven(error))
            error = ErrorOfChoice(root);
        if (JsonText.Property(error, "error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } inner)
            error = inner;
        JsonElement baseResponse = JsonText.Property(root, "base_resp");
        bool isObject = error.ValueKind == JsonValueKind.Object;
        string? message = (isObject ? Message(error) : Text(error))
            ?? Text(JsonText.Property(baseResponse, "status_msg"))
            ?? Message(root);
        if (JsonText.Property(root, "errors") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } details)
            message = $"{message} {details.GetRawText()}";
        string? code = Text(JsonText.Property(baseResponse, "status_code"));
        return new(
            message,
            (code is null or "0" ? null : code) ?? Code(error) ?? Code(root),
            Text(JsonText.Property(error, "type")),
            Text(JsonText.Property(root, "requestId")) ?? Text(JsonText.Property(root, "request_id")),
            RetryAfter(root) ?? RetryAfter(error) ?? ResetTime.Read(message, context.ReceivedAt),
            Status(root) ?? Status(error));
    }

    private static JsonElement FirstObject(JsonElement root) => root.ValueKind == JsonValueKind.Array
        ? root.EnumerateArray().FirstOrDefault(static element => element.ValueKind == JsonValueKind.Object)
        : root;

    private static JsonElement ErrorOfChoice(JsonElement root)
    {
        if (JsonText.Property(root, "choices") is not { ValueKind: JsonValueKind.Array } choices)
            return JsonText.Property(JsonText.Property(root, "message"), "error");
        return choices.EnumerateArray()
            .SelectMany(static choice =>
                (JsonElement[])[choice, JsonText.Property(choice, "delta"), JsonText.Property(choice, "message")])
            .Select(static place => JsonText.Property(place, "error"))
            .FirstOrDefault(static error => error.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
    }

    private static string? Code(JsonElement element) =>
        Text(JsonText.Property(element, "code")) ?? Text(JsonText.Property(element, "error_code"));

    private static int? Status(JsonElement element) =>
        ((string[])["statusCode", "http_code", "status"]).Select(name => StatusIn(Text(JsonText.Property(element, name))))
            .FirstOrDefault(static status => status is not null);

    private static int? StatusIn(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and < 600
            ? status
            : null;

    private static string? Message(JsonElement element)
    {
        foreach (string name in MessageNames)
        {
            if (Text(JsonText.Property(element, name)) is { Length: > 0 } message)
                return message;
        }

        return null;
    }

    private static TimeSpan? RetryAfter(JsonElement element) =>
        double.TryParse(
            Text(JsonText.Property(element, "retry_after")), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
        && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => JsonText.Read(element),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.Array or JsonValueKind.Object => element.GetRawText(),
        _ => null,
    };
}
