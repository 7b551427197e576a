using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>Validates the types, addresses and sizes of the content of messages with the rules of MiniMax itself.</summary>
/// <remarks>
/// The message for an unsupported type is that of https://platform.minimax.io/docs/api-reference/text-chat-anthropic; the
/// messages for addresses and media types are assumed.
/// </remarks>
internal static class MediaRules
{
    // A video of more than its limit of 50 MB makes the body larger than the limit of 64 MB.
    public const int MaxImageBytes = 10 * 1024 * 1024;
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    private static readonly string[] ChatMedia = ["image_url", "video_url"];
    private static readonly string[] BlockMedia = ["image", "video"];
    private static readonly string[] UserBlocks = ["text", "tool_result", "mid_conv_system"];
    private static readonly string[] AssistantBlocks = ["text", "thinking", "redacted_thinking", "tool_use"];

    // MiniMax names the format JPEG; that it accepts the unofficial type image/jpg is assumed.
    private static readonly string[] ImageTypes = ["image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp"];

    // A MOV file has the type video/mov in base64, and video/quicktime in a URL.
    private static readonly string[] VideoTypes =
        ["video/mp4", "video/avi", "video/x-msvideo", "video/x-matroska", "video/mov"];

    /// <summary>Returns the first violation in the content of a chat completion request, or null.</summary>
    public static string? ValidateChatContent(JsonElement body, MiniMaxModel model)
    {
        foreach ((string path, JsonElement part, string? role) in EnumerateContent(body))
        {
            string type = part.GetStringOrNull("type") ?? "";
            bool isMedia = ChatMedia.Contains(type);
            if (type != "text" && !(isMedia && role == "user" && model.HasMediaInput))
                return FormatUnsupportedType(path, type);
            if (isMedia && part.GetPropertyOrNull(type)?.GetStringOrNull("url") is { } url
                && ValidateUrl(url, isVideo: type == "video_url", isDataAllowed: true) is { } problem)
            {
                return $"{path}: {problem}";
            }
        }

        return null;
    }

    /// <summary>Returns the first violation in the content of a request of the Messages API, or null.</summary>
    public static string? ValidateMessagesContent(JsonElement body, MiniMaxModel model)
    {
        foreach ((string path, JsonElement block, string? role) in EnumerateContent(body))
        {
            string[] allowed = role is "assistant" or "sample_message_ai" ? AssistantBlocks
                : model.HasMediaInput ? [.. UserBlocks, .. BlockMedia]
                : UserBlocks;
            if (ValidateBlock(path, block, allowed) is { } problem)
                return problem;
            string[] allowedInResult = model.HasMediaInput ? ["text", "image"] : ["text"];
            int index = 0;
            foreach (JsonElement inner in block.EnumerateArrayOrEmpty("content"))
            {
                if (ValidateBlock($"{path}.content.{index++}", inner, allowedInResult) is { } innerProblem)
                    return innerProblem;
            }
        }

        return null;
    }

    /// <summary>Determines whether a request of either API has an image in base64 that is larger than the limit.</summary>
    public static bool HasTooLargeImage(JsonElement body) => EnumerateContent(body)
        .SelectMany(static content => content.Value.EnumerateArrayOrEmpty("content").Prepend(content.Value))
        .Any(static content => content.GetStringOrNull("type") switch
        {
            "image_url" => content.GetPropertyOrNull("image_url")?.GetStringOrNull("url") is { } url
                && IsDataUrl(url) && GetDecodedLength(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]) > MaxImageBytes,
            "image" => content.GetPropertyOrNull("source")?.GetStringOrNull("data") is { } data
                && GetDecodedLength(data) > MaxImageBytes,
            _ => false,
        });

    private static string? ValidateBlock(string path, JsonElement block, string[] allowed)
    {
        string type = block.GetStringOrNull("type") ?? "";
        if (!allowed.Contains(type))
            return FormatUnsupportedType(path, type);
        if (!BlockMedia.Contains(type) || block.GetPropertyOrNull("source") is not { } source)
            return null;
        string? problem = source.GetStringOrNull("type") switch
        {
            "url" when source.GetStringOrNull("url") is { } url => ValidateUrl(url, type == "video", isDataAllowed: false),
            "base64" when source.GetStringOrNull("media_type") is { } mediaType =>
                ValidateMediaType(mediaType, type == "video" ? VideoTypes : ImageTypes),
            _ => null,
        };
        return problem is null ? null : $"{path}: {problem}";
    }

    // mm_file:// refers to a file that was uploaded for video understanding.
    private static string? ValidateUrl(string url, bool isVideo, bool isDataAllowed)
    {
        if (isDataAllowed && IsDataUrl(url))
        {
            string mediaType = url["data:".Length..].Split(';', ',')[0];
            return ValidateMediaType(mediaType, isVideo ? [.. VideoTypes, "video/quicktime"] : ImageTypes);
        }

        return HasScheme(url, "https://") || HasScheme(url, "http://") || (isVideo && HasScheme(url, "mm_file://"))
            ? null
            : "unsupported url";
    }

    private static string? ValidateMediaType(string type, string[] allowed) =>
        allowed.Contains(type, StringComparer.OrdinalIgnoreCase) ? null : $"unsupported media type '{type}'";

    private static string FormatUnsupportedType(string path, string type) => $"{path}: unsupported content type '{type}'";

    private static bool IsDataUrl(string url) => HasScheme(url, "data:");

    private static bool HasScheme(string url, string scheme) => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static long GetDecodedLength(string base64) => base64.TrimEnd('=').Length * 3L / 4;

    /// <summary>Enumerates the parts or blocks of all messages.</summary>
    private static IEnumerable<(string Path, JsonElement Value, string? Role)> EnumerateContent(JsonElement body) =>
        body.EnumerateArrayOrEmpty("messages").SelectMany(static (message, i) => message.EnumerateArrayOrEmpty("content")
            .Select((value, j) => ($"messages.{i}.content.{j}", value, message.GetStringOrNull("role"))));
}
