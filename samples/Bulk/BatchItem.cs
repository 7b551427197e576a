using System.Text.Json;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Represents a line of the input in OpenAI's batch format.</summary>
/// <remarks>https://platform.openai.com/docs/api-reference/batch/request-input</remarks>
internal sealed record BatchItem(string CustomId, ChatCompletionRequest Request)
{
    private const string Url = "/v1/chat/completions";

    /// <summary>Parses a line.</summary>
    /// <exception cref="InvalidDataException">The line does not have that format.</exception>
    public static BatchItem Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (GetString(root, "custom_id") is not { Length: > 0 } customId)
                throw new InvalidDataException("custom_id is missing");
            if (GetString(root, "url") is { } url && url != Url)
                throw new InvalidDataException($"url is {url} but must be {Url}");
            if (!root.TryGetProperty("body", out JsonElement body) || body.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("body is missing");
            return new(customId, body.Deserialize<ChatCompletionRequest>()!);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the line is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("the line is not a JSON object", e);
        }
    }

    private static string? GetString(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
