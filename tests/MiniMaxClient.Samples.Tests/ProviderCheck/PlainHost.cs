using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>Represents a host with the OpenAI protocol that has text only, and ignores every other field.</summary>
internal static class PlainHost
{
    public static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.MapPost("/v1/chat/completions", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            JsonElement body = RawResponse.Parse(await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
            return body.Get("stream").ValueKind == JsonValueKind.True
                ? Results.Text(Stream, "text/event-stream")
                : Results.Text(CreateCompletion(body), "application/json");
        });
        await application.StartAsync();
        return application;
    }

    private static string CreateCompletion(JsonElement body) => $$$"""
        {"model":"{{{body.Get("model").Text()}}}","choices":[{"index":0,
        "message":{"role":"assistant","content":"alpha, beta, gamma"},
        "finish_reason":"{{{(body.Get("max_tokens").Number() <= 16 ? "length" : "stop")}}}"}],
        "usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}
        """;

    private const string Stream = """
        data: {"model":"a","choices":[{"index":0,"delta":{"content":"The sea"}}]}

        data: {"model":"a","choices":[{"index":0,"delta":{"content":" is wide."},"finish_reason":"stop"}]}

        data: [DONE]


        """;
}
