using System.Buffers;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>Makes the HTTP request of a call.</summary>
internal static class ProviderMessage
{
    private static readonly string UserAgent =
        "MiniMaxClient/" + typeof(ProviderMessage).Assembly.GetName().Version!.ToString(3);

    /// <param name="write">Writes the body and says where it goes.</param>
    /// <param name="accept">The type of answer that is asked for.</param>
    /// <param name="options">The settings of this one call.</param>
    public static HttpRequestMessage Create(
        Func<IBufferWriter<byte>, ProviderRequest> write, string accept, RequestOptions? options)
    {
        var body = new BodyWriter();
        ProviderRequest target = write(body);
        var message = new HttpRequestMessage(target.Method, target.Uri);
        if (target.Method != HttpMethod.Get)
            message.Content = body.ToContent();
        Set(message, "Accept", accept);
        Set(message, "User-Agent", UserAgent);
        if (options?.ClientRequestId is { } id)
            Set(message, "X-Client-Request-Id", id);
        foreach (KeyValuePair<string, string> header in options?.Headers ?? new Dictionary<string, string>())
            Set(message, header.Key, header.Value);
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
