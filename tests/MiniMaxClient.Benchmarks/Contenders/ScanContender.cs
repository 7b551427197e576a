using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>Floor 2: every token of the JSON is read, the text is unescaped and counted, and no objects are created.</summary>
internal sealed class ScanContender : IContender
{
    private static readonly AuthenticationHeaderValue Key = new("Bearer", "key");
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly byte[] _plain;
    private readonly byte[] _streamed;
    private readonly bool _hasDocument;

    public ScanContender(HttpClient http, Uri address, Prompt prompt)
    {
        _http = http;
        _endpoint = new Uri(address, "v1/chat/completions");
        _hasDocument = prompt.Pdf is not null;
        _plain = WriteRequest(prompt, stream: false);
        _streamed = WriteRequest(prompt, stream: true);
    }

    public async Task<int> CompleteAsync()
    {
        using HttpResponseMessage response = await SendAsync(_plain);
        using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var filled = 0;
            while (await body.ReadAsync(buffer.AsMemory(filled)) is > 0 and int read)
            {
                filled += read;
                if (filled == buffer.Length)
                    buffer = EnsureCapacity(buffer, filled);
            }

            return CountCharacters(buffer.AsSpan(0, filled));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<int> StreamAsync(Action? onFirst = null)
    {
        using HttpResponseMessage response = await SendAsync(_streamed);
        using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var characters = 0;
            var filled = 0;
            while (await body.ReadAsync(buffer.AsMemory(filled)) is > 0 and int read)
            {
                filled += read;
                int used = CountLines(buffer.AsSpan(0, filled), ref characters);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == buffer.Length)
                    buffer = EnsureCapacity(buffer, filled);
                if (onFirst is not null && characters > 0)
                {
                    onFirst();
                    onFirst = null;
                }
            }

            return characters;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
    }

    private static int CountLines(ReadOnlySpan<byte> bytes, ref int characters)
    {
        var used = 0;
        while (bytes[used..].IndexOf((byte)'\n') is >= 0 and int end)
        {
            ReadOnlySpan<byte> line = bytes.Slice(used, end);
            used += end + 1;
            if (line.StartsWith("data: {"u8))
                characters += CountCharacters(line["data: ".Length..]);
        }

        return used;
    }

    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        var characters = 0;
        var isText = false;
        char[]? rented = null;
        Span<char> stack = stackalloc char[256];
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                isText = json.ValueTextEquals("content"u8) || json.ValueTextEquals("arguments"u8);
            }
            else if (isText && json.TokenType == JsonTokenType.String)
            {
                int most = json.ValueSpan.Length;
                Span<char> text = most <= stack.Length ? stack : (rented = ArrayPool<char>.Shared.Rent(most));
                characters += json.CopyString(text);
            }
        }

        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return characters;
    }

    private static byte[] EnsureCapacity(byte[] buffer, int filled)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static byte[] WriteRequest(Prompt prompt, bool stream)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("model", Prompt.Model);
        json.WriteNumber("max_tokens", Prompt.MaxTokens);
        json.WriteBoolean("stream", stream);
        json.WriteStartArray("messages");
        for (var i = 0; i < prompt.Turns.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("role", i % 2 == 1 ? "assistant" : "user");
            json.WriteString("content", prompt.Turns[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body)
    {
        if (_hasDocument)
            throw new NotSupportedException("The scan sends no documents.");
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new ByteArrayContent(body),
            Version = _http.DefaultRequestVersion,
        };
        message.Content.Headers.ContentType = Json;
        message.Headers.Authorization = Key;
        HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        return response.EnsureSuccessStatusCode();
    }
}
