using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Sends server-sent events without buffering.</summary>
internal sealed class EventStream
{
    private readonly HttpResponse _response;

    public EventStream(HttpResponse response)
    {
        _response = response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    public async Task SendAsync(ChatEvent chatEvent)
    {
        CancellationToken cancellationToken = _response.HttpContext.RequestAborted;
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(chatEvent, ChatJson.Default.ChatEvent);
        await _response.Body.WriteAsync((byte[])[.. "data: "u8, .. json, .. "\n\n"u8], cancellationToken);
        await _response.Body.FlushAsync(cancellationToken);
    }
}
