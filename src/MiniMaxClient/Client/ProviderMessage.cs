using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>Makes the HTTP request of a call.</summary>
internal static class ProviderMessage
{
    private static readonly string UserAgent =
        "MiniMaxClient/" + typeof(ProviderMessage).Assembly.GetName().Version!.ToString(3);

    public static HttpRequestMessage Create(IProviderAdapter adapter, ChatCompletionRequest request, bool stream)
    {
        var body = new BodyWriter();
        ProviderRequest target = adapter.WriteRequest(request, stream, body);
        var message = new HttpRequestMessage(HttpMethod.Post, target.Uri) { Content = body.ToContent() };
        Set(message, "Accept", stream ? "text/event-stream" : "application/json");
        Set(message, "User-Agent", UserAgent);
        if (request.Options?.ClientRequestId is { } id)
            Set(message, "X-Client-Request-Id", id);
        if (request.Options?.Headers is { } headers)
        {
            foreach (KeyValuePair<string, string> header in headers)
                Set(message, header.Key, header.Value);
        }

        foreach (KeyValuePair<string, string> header in target.Headers)
            Set(message, header.Key, header.Value);
        return message;
    }

    /// <summary>Sets a header without parsing it: a parser's complaint would repeat the value, which may be the key.</summary>
    private static void Set(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        if (!message.Headers.TryAddWithoutValidation(name, value))
            throw new InvalidOperationException($"The adapter's header '{name}' is not a request header.");
    }
}
