using System.Net;
using System.Net.Http.Headers;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Memory;

/// <summary>Takes a request, reads its body to the end, and answers from memory, so that the client alone is measured.</summary>
internal sealed class PreparedHandler(PreparedResponse answer, Delivery delivery = Delivery.Burst) : HttpMessageHandler
{
    private readonly MediaTypeHeaderValue _mediaType = new(answer.MediaType);
    private readonly CountingStream _sent = new();

    /// <summary>How many bytes of request bodies came.</summary>
    public long BytesSent => _sent.Count;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body)
            await body.CopyToAsync(_sent, cancellationToken);
        return new(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new PreparedContent(answer, delivery) { Headers = { ContentType = _mediaType } },
        };
    }

    private sealed class PreparedContent(PreparedResponse answer, Delivery delivery) : HttpContent
    {
        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Open());

        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Open();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(answer.Body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = answer.Body.Length;
            return true;
        }

        private PreparedStream Open() => new(delivery == Delivery.Burst ? [answer.Body] : answer.BodyChunks);
    }
}
