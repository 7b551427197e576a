using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>Floor 1: HttpClient, source-generated records, the framework's parser of events.</summary>
internal sealed class RecordsContender : IContender
{
    private const string ThinkStart = "<think>\n";
    private const string ThinkEnd = "\n</think>\n\n";

    private static readonly AuthenticationHeaderValue Key = new("Bearer", "key");

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly WireRequest _request;

    public RecordsContender(HttpClient http, Uri address, Prompt prompt)
    {
        _http = http;
        _endpoint = new Uri(address, "v1/chat/completions");
        _request = new()
        {
            Model = Prompt.Model,
            MaxTokens = Prompt.MaxTokens,
            Messages = [.. prompt.Turns.Select((text, i) => ToMessage(text, i, i == prompt.Turns.Count - 1 ? prompt.Pdf : null))],
        };
    }

    public async Task<int> CompleteAsync()
    {
        using HttpResponseMessage response = await SendAsync(_request);
        WireCompletion? completion = await response.Content.ReadFromJsonAsync(WireJson.Default.WireCompletion);
        string content = completion?.Choices?[0].Message?.Content ?? "";

        // The thinking is removed here too; the tags count as read.
        int end = content.StartsWith(ThinkStart, StringComparison.Ordinal)
            ? content.IndexOf(ThinkEnd, StringComparison.Ordinal)
            : -1;
        if (end < 0)
            return content.Length;
        string thinking = content[ThinkStart.Length..end];
        string text = content[(end + ThinkEnd.Length)..];
        return thinking.Length + text.Length + ThinkStart.Length + ThinkEnd.Length;
    }

    public async Task<int> StreamAsync(Action? onFirst = null)
    {
        var characters = 0;
        using HttpResponseMessage response = await SendAsync(_request with { Stream = true });
        using Stream body = await response.Content.ReadAsStreamAsync();
        await foreach (SseItem<WireCompletion?> item in SseParser.Create(body, Parse).EnumerateAsync())
        {
            if (item.Data is null)
                break;
            if (item.Data.Choices is not [{ Delta: { } delta }, ..])
                continue;
            characters += delta.Content?.Length ?? 0;
            if (delta.ToolCalls is { } calls)
            {
                foreach (WireToolCall call in calls)
                    characters += call.Function?.Arguments?.Length ?? 0;
            }

            if (onFirst is not null && characters > 0)
            {
                onFirst();
                onFirst = null;
            }
        }

        return characters;
    }

    public void Dispose()
    {
    }

    private static WireCompletion? Parse(string type, ReadOnlySpan<byte> data) =>
        data.SequenceEqual("[DONE]"u8) ? null : JsonSerializer.Deserialize(data, WireJson.Default.WireCompletion);

    private async Task<HttpResponseMessage> SendAsync(WireRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = JsonContent.Create(request, WireJson.Default.WireRequest),
            Version = _http.DefaultRequestVersion,
        };
        message.Headers.Authorization = Key;
        HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        return response.EnsureSuccessStatusCode();
    }

    private static WireMessage ToMessage(string text, int index, byte[]? pdf) => new()
    {
        Role = index % 2 == 1 ? "assistant" : "user",
        Content = pdf is null ? text : new WirePart[]
        {
            new() { Type = "text", Text = text },
            new()
            {
                Type = "file",
                File = new() { Filename = "a.pdf", FileData = $"data:application/pdf;base64,{Convert.ToBase64String(pdf)}" },
            },
        },
    };
}
