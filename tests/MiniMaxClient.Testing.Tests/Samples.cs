using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests;

/// <summary>Calls and completions for tests below the HTTP server.</summary>
internal static class Samples
{
    public static readonly Completion Completion = new()
    {
        Id = "1",
        Created = 7,
        Model = "MiniMax-M2",
        Text = "Hi",
        FinishReason = "stop",
        Tokens = new(3, 5, 2),
    };

    public static readonly ToolUse ToolCall = new("f", """{"a":1}""", "c1");

    public static EmulatedCall Call(
        string body, string path = "/v1/chat/completions", string method = "POST", params (string Name, string Value)[] headers)
    {
        DefaultHttpContext context = new();
        context.Request.ContentType = "application/json";
        context.Request.Headers.Authorization = "Bearer test-key";
        foreach ((string name, string value) in headers)
            context.Request.Headers[name] = value;
        return new()
        {
            Number = 26,
            Method = method,
            Path = path,
            Query = context.Request.Query,
            Headers = context.Request.Headers,
            Body = Encoding.UTF8.GetBytes(body),
            Now = DateTimeOffset.UnixEpoch,
        };
    }

    public static string Write(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Json.WriteObject(write));

    /// <summary>Returns the body, or all events of the stream.</summary>
    public static string Text(this EmulatorResponse response) =>
        string.Concat(response.Chunks.Select(static chunk => Encoding.UTF8.GetString(chunk.Span)));
}
