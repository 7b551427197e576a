using System.Buffers;
using System.Text.Json;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Writes and reads lines of the output in OpenAI's batch format.</summary>
/// <remarks>https://platform.openai.com/docs/api-reference/batch/request-output</remarks>
internal static class ResultLine
{
    /// <summary>Creates the line of a result, including its newline.</summary>
    /// <remarks>The line of a run with a type also has the value and the usage of all responses.</remarks>
    public static byte[] FromResult(string customId, LineResult result) => WriteLine(customId, json =>
    {
        MiniMaxException? error = result.Error;
        // A response that does not match the type is the response; one before a correction that failed is not.
        ChatCompletion? completion = error is null or MiniMaxInvalidResponseException ? result.Completion : null;
        int? status = completion is not null ? completion.Call?.StatusCode ?? 200 : error?.StatusCode;
        json.WritePropertyName("response");
        if (status is { } code)
        {
            json.WriteStartObject();
            json.WriteNumber("status_code", code);
            json.WriteString("request_id", completion?.Call?.RequestId ?? error?.RequestId);
            json.WritePropertyName("body");
            JsonSerializer.Serialize(json, completion);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        WriteError(json, error?.ProviderCode ?? error?.GetType().Name, error?.Message);
        if (!result.IsTyped)
            return;
        json.WritePropertyName("value");
        JsonSerializer.Serialize(json, result.Value);
        json.WritePropertyName("usage");
        JsonSerializer.Serialize(json, result.Usage);
    });

    /// <summary>Creates the line of a request without a response.</summary>
    public static byte[] FromError(string customId, string code, string message) => WriteLine(customId, json =>
    {
        json.WriteNull("response");
        WriteError(json, code, message);
    });

    /// <summary>Reads the custom_id of a line.</summary>
    /// <exception cref="KeyNotFoundException">The line is not a result.</exception>
    public static string ReadCustomId(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        // Request files have a custom_id too. If one were accepted as a result file, no request would be sent, and its last
        // line could be truncated.
        _ = document.RootElement.GetProperty("response");
        return document.RootElement.GetProperty("custom_id").GetString()!;
    }

    private static void WriteError(Utf8JsonWriter json, string? code, string? message)
    {
        json.WritePropertyName("error");
        if (message is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private static byte[] WriteLine(string customId, Action<Utf8JsonWriter> writeOutcome)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("id", $"batch_req_{Guid.NewGuid():N}");
            json.WriteString("custom_id", customId);
            writeOutcome(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }
}
