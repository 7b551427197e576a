using System.Net;

namespace MiniMaxClient.Client;

/// <content>How the request is sent.</content>
internal sealed partial class Exchange
{
    /// <summary>Sends the request; its answer is to be <see cref="Take(HttpResponseMessage)">taken</see>.</summary>
    /// <param name="message">The request.</param>
    /// <param name="phase">The limit on the wait for the headers.</param>
    /// <param name="limit">How long it is.</param>
    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, TimeoutKind phase, TimeSpan limit)
    {
        _watch.Enter(phase, limit);
        _watch.TryBeginWait();
        Task<HttpResponseMessage> sending = SendAsync(message);
        return message.Headers.ExpectContinue == true || Channel.Http.DefaultRequestHeaders.ExpectContinue == true
            ? SendWithoutExpectationAsync(sending)
            : sending;
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage message) =>
        Channel.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, _source.Token);

    /// <summary>Repeats a request without its expectation where that is what was rejected (RFC 9110, section 10.1.1).</summary>
    private async Task<HttpResponseMessage> SendWithoutExpectationAsync(Task<HttpResponseMessage> sending)
    {
        HttpResponseMessage response = await sending.ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.ExpectationFailed || _message is null)
            return response;
        response.Dispose();
        HttpRequestMessage message = _message.Create(Channel.AsksForGzip, Channel.SetsUserAgent);
        message.Headers.ExpectContinue = false;
        return await SendAsync(message).ConfigureAwait(false);
    }
}
