using System.Net;

namespace MiniMaxClient.Tests.Support;

/// <summary>A handler that gives the body that the test wants, and keeps the requests.</summary>
internal sealed class StubHandler(Func<HttpContent> content) : HttpMessageHandler
{
    private readonly List<string> _requests = [];

    /// <summary>The bodies that were sent.</summary>
    public IReadOnlyList<string> Requests => _requests;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
        return new(HttpStatusCode.OK) { Content = content(), RequestMessage = request };
    }
}
