using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>Represents a server that differs from everything that the library assumes about AIML API and MiniMax.</summary>
internal sealed class DifferentServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private DifferentServer(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="hasReasoning">Whether streams of Messages have reasoning, which then follows the text.</param>
    /// <param name="quotedText">A text in every response, such as the key of the request.</param>
    public static async Task<DifferentServer> StartAsync(bool hasReasoning = true, string quotedText = "")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync(context.RequestAborted);
            DifferentResponse response = CreateResponse(context.Request, body, hasReasoning);
            context.Response.StatusCode = response.Status;
            context.Response.ContentType = response.ContentType;
            context.Response.Headers["x-ratelimit-remaining-requests"] = "41";
            string text = response.Body.Replace("QUOTED", quotedText, StringComparison.Ordinal);
            await context.Response.WriteAsync(text, Encoding.UTF8);
        });
        await application.StartAsync();
        return new(application, new(application.Urls.Single()));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static DifferentResponse CreateResponse(HttpRequest request, string body, bool hasReasoning)
    {
        string path = request.Path.Value!;
        if (request.Method == "GET")
            return new(200, "text/plain", """{"object":"list","data":[{"id":"another-model","note":"QUOTED"}]}""");
        if (path.EndsWith("/chat/completions", StringComparison.Ordinal))
            return DifferentChat.CreateResponse(RawResponse.Parse(body));
        return path.EndsWith("/messages", StringComparison.Ordinal)
            ? DifferentMessages.CreateResponse(RawResponse.Parse(body), hasReasoning)
            : new(404, "text/plain", "What is that? QUOTED");
    }
}

/// <summary>Represents a response of the server.</summary>
internal sealed record DifferentResponse(int Status, string ContentType, string Body)
{
    /// <summary>Creates a rejection, in a form of its own.</summary>
    public static DifferentResponse Reject(string reason) => new(422, "text/plain", $"Not like this: {reason}. QUOTED");
}
