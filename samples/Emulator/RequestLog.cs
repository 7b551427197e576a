using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Writes a line for each request when its response has ended.</summary>
internal sealed class RequestLog(TimeProvider clock, Action<string> write)
{
    private int _count;

    public void LogRequest(RecordedRequest request) => _ = WriteAsync(request, ++_count, clock.GetTimestamp());

    private async Task WriteAsync(RecordedRequest request, int number, long start)
    {
        string outcome = "client disconnected";
        try
        {
            await request.Aborted;
        }
        catch (OperationCanceledException)
        {
            outcome = request.Status is null ? "no response" : "";
        }

        string fault = request.Headers.TryGetValue(Fault.HeaderName, out string? text) ? $" [{text}]" : "";
        string status = request.Status?.ToString() ?? "";
        write($"{number,4} {request.Provider} {request.Method} {request.Path}{DescribePrompt(request)}{fault} -> "
            + $"{string.Join(' ', status, outcome).Trim()}, {clock.GetElapsedTime(start).TotalMilliseconds:F0} ms");
    }

    /// <summary>Returns the model and whether the request is streaming.</summary>
    private static string DescribePrompt(RecordedRequest request)
    {
        try
        {
            if (request.Body.IsEmpty || request.Json is not { ValueKind: JsonValueKind.Object } body)
                return "";
            string model = body.TryGetProperty("model", out JsonElement id) ? $" {id}" : "";
            return body.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind == JsonValueKind.True
                ? model + " streaming"
                : model;
        }
        catch (JsonException)
        {
            return " (not JSON)";
        }
    }
}
