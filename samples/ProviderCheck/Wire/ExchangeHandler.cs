using System.Text;
using System.Text.Json.Nodes;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Changes the JSON of requests after the library has validated them, and keeps the responses.</summary>
/// <remarks>The checks run one after the other, so the state is that of the current call.</remarks>
internal sealed class ExchangeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly SortedSet<string> _limitHeaders = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the change of the body of the current call; null for none.</summary>
    public Action<JsonObject>? Edit { get; set; }

    /// <summary>Gets the response of the last attempt; null if none was received.</summary>
    public RawResponse? Last { get; private set; }

    /// <summary>Gets the names of the headers about rate limits of successful responses; null without such a response.</summary>
    public IReadOnlyCollection<string>? LimitHeaders { get; private set; }

    /// <summary>Gets the number of requests that were sent and whose responses did not arrive.</summary>
    public int LostResponseCount { get; private set; }

    /// <summary>Removes the response of the previous call.</summary>
    public void Start(Action<JsonObject>? edit)
    {
        Edit = edit;
        Last = null;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string sent = await EditAsync(request, cancellationToken);
        LostResponseCount++;
        HttpResponseMessage response = await SendAndReadAsync(request, cancellationToken);
        LostResponseCount--;
        if (response.IsSuccessStatusCode)
        {
            _limitHeaders.UnionWith(response.Headers
                .Select(static header => header.Key.ToLowerInvariant())
                .Where(static name => name.Contains("ratelimit", StringComparison.Ordinal)));
            LimitHeaders = _limitHeaders;
        }

        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var copy = new ByteArrayContent(body);
        foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
            copy.Headers.TryAddWithoutValidation(name, values);
        response.Content = copy;
        Last = new(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, Encoding.UTF8.GetString(body), sent);
        return response;
    }

    private async Task<HttpResponseMessage> SendAndReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            // The whole stream, because a check examines it after the call.
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch (HttpRequestException e) when (e.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            // There was no connection, so that nothing was sent.
            LostResponseCount--;
            throw;
        }
    }

    private async Task<string> EditAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
            return "";
        byte[] body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (Edit is not null && JsonNode.Parse(body) is JsonObject json)
        {
            Edit(json);
            body = Encoding.UTF8.GetBytes(json.ToJsonString());
        }

        var content = new ByteArrayContent(body);
        foreach ((string name, IEnumerable<string> values) in request.Content.Headers)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                content.Headers.TryAddWithoutValidation(name, values);
        }

        request.Content = content;
        return Encoding.UTF8.GetString(body);
    }
}
