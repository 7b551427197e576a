using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>Represents a server before the emulator, as correct as it, that fails or changes what a model may decide.</summary>
internal static partial class AwkwardProxy
{
    private const int CompletionsBeforeFailure = 10;

    /// <summary>Starts a server.</summary>
    /// <param name="emulator">The address of the emulator.</param>
    /// <param name="mode">A status of later responses, or a kind of response.</param>
    public static async Task<WebApplication> StartAsync(Uri emulator, string mode)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var http = new HttpClient { BaseAddress = new(emulator, "/") };
        application.Lifetime.ApplicationStopped.Register(http.Dispose);
        int completions = 0;
        application.Run(async context =>
        {
            using HttpResponseMessage response = await ForwardAsync(http, context.Request);
            string body = await response.Content.ReadAsStringAsync(context.RequestAborted);
            bool isFailing = HttpMethods.IsPost(context.Request.Method) && ++completions > CompletionsBeforeFailure;
            if (int.TryParse(mode, out int status) && (isFailing || (mode == "401" && HttpMethods.IsGet(context.Request.Method))))
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsJsonAsync(new { error = new { message = "Not now." } }, context.RequestAborted);
                return;
            }

            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.Headers["Trace-Id"] = "1";
            await context.Response.WriteAsync(Edit(body, mode), context.RequestAborted);
        });
        await application.StartAsync();
        return application;
    }

    private static async Task<HttpResponseMessage> ForwardAsync(HttpClient http, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        using var message = new HttpRequestMessage(new(request.Method), $"{request.Path}{request.QueryString}".TrimStart('/'));
        string body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (body.Length > 0)
            message.Content = new StringContent(body, MediaTypeHeaderValue.Parse(request.ContentType!));
        message.Headers.TryAddWithoutValidation("Authorization", (string?)request.Headers.Authorization);
        return await http.SendAsync(message, request.HttpContext.RequestAborted);
    }

    private static string Edit(string body, string mode) => mode switch
    {
        "no reasoning" => ReasoningProperty().Replace(body, "\"note\":\"\""),
        "cut" => FinishReason().Replace(ContentProperty().Replace(body, "\"content\":\"\""), "\"finish_reason\":\"length\"")
            .Replace("\"tool_calls\":", "\"note\":", StringComparison.Ordinal),
        _ => body,
    };

    [GeneratedRegex(@"""reasoning_content"":""(\\.|[^""\\])*""")]
    private static partial Regex ReasoningProperty();

    [GeneratedRegex(@"""content"":""(\\.|[^""\\])*""")]
    private static partial Regex ContentProperty();

    [GeneratedRegex(@"""finish_reason"":""(stop|tool_calls)""")]
    private static partial Regex FinishReason();
}
