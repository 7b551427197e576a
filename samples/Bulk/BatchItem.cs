using System.Text.Json;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>One line of the input, in OpenAI's batch format.</summary>
/// <remarks>https://platform.openai.com/docs/api-reference/batch/request-input</remarks>
internal sealed record BatchItem(string CustomId, ChatCompletionRequest Request)
{
    private const string Url = "/v1/chat/completions";

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is none of that format.</exception>
    public static BatchItem Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (GetString(root, "custom_id") is not { Length: > 0 } customId)
                throw new InvalidDataException("custom_id is missing");
            if (GetString(root, "url") is { } url && url != Url)
                throw new InvalidDataException($"url is {url}; it must be {Url}");
            if (!root.TryGetProperty("body", out JsonElement body) || body.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("body is missing");
            return new(customId, body.Deserialize<ChatCompletionRequest>()!);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is no JSON object that can be read: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("it is no JSON object", e);
        }
    }

    private static string? GetString(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
