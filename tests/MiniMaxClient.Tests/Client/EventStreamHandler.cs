using System.Net;

namespace MiniMaxClient.Tests.Client;

/// <summary>A handler that responds to each request with the same event stream.</summary>
/// <param name="body">The body of the response.</param>
internal sealed class EventStreamHandler(Stream body) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(body) { Headers = { ContentType = new("text/event-stream") } },
        });
}
