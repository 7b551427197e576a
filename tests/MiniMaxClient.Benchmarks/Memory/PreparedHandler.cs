using System.Net;
using System.Net.Http.Headers;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Memory;

/// <summary>Reads the body of a request and returns a response from memory, so that only the client is measured.</summary>
internal sealed class PreparedHandler(PreparedResponse response, Delivery delivery = Delivery.Burst) : HttpMessageHandler
{
    private readonly MediaTypeHeaderValue _mediaType = new(response.MediaType);
    private readonly CountingStream _sent = new();

    /// <summary>The number of bytes of all request bodies.</summary>
    public long BytesSent => _sent.Count;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body)
            await body.CopyToAsync(_sent, cancellationToken);
        return new(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new PreparedContent(response, delivery) { Headers = { ContentType = _mediaType } },
        };
    }

    private sealed class PreparedContent(PreparedResponse response, Delivery delivery) : HttpContent
    {
        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Open());

        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Open();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(response.Body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = response.Body.Length;
            return true;
        }

        private PreparedStream Open() => new(delivery == Delivery.Burst ? [response.Body] : response.BodyChunks);
    }
}
