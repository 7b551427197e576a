using System.Net;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Security;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Cassettes;

/// <summary>Tests that a cassette has no key, however the server quotes it.</summary>
public sealed class CassetteKeyLeakTests : IDisposable
{
    private const string Key = SecretEchoFailure.Key;
    private const string Mark = "~REDACTED~";

    private readonly CassetteFolder _folder = new();
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, string> Failures { get; } =
        [.. from kind in SecretEchoFailure.ServerKinds from adapter in Adapters.AllNames select (kind, adapter)];

    // Each contains the key, or a run of at least eight of its characters; the second text is the recorded one.
    private static Dictionary<string, (string Quote, string Recorded)> KeyQuotes { get; } = new()
    {
        ["plain"] = (Key, Mark),
        ["upper case"] = (Key.ToUpperInvariant(), Mark),
        ["lower case"] = (Key.ToLowerInvariant(), Mark),
        ["start"] = (Key[..12] + "***", Mark + "***"),
        ["end"] = ("***" + Key[^8..], "***" + Mark),
        ["middle"] = (Key[9..20], Mark),
        ["JSON escapes"] = (Escape(static c => $"\\u{(int)c:x4}"), Mark),
        ["JSON escapes in JSON"] = (Escape(static c => $"\\\\u{(int)c:X4}"), Mark),
        ["JSON escapes in JSON in JSON"] = (Escape(static c => $"\\\\\\\\u{(int)c:X4}"), Mark),
        ["some JSON escapes"] = (Key.Replace("x", "\\u0078", StringComparison.OrdinalIgnoreCase), Mark),
        ["hexadecimal escapes"] = (Escape(static c => $"\\x{(int)c:x2}"), Mark),
        ["URL escapes"] = (Escape(static c => $"%{(int)c:X2}"), Mark),
        ["URL escapes twice"] = (Escape(static c => $"%25{(int)c:x2}"), Mark),
        ["HTML entities"] = (Escape(static c => $"&#{(int)c};"), Mark),
        ["hexadecimal HTML entities"] = (Escape(static c => $"&#x{(int)c:x};"), Mark),
        ["HTML entities in URL escapes"] = (Escape(static c => $"%26%23{(int)c}%3B"), Mark),
        ["base64"] = (Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)), Mark + "="),
        ["base64 of Basic"] = (Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Key)), "dXNlcj" + Mark + "=="),
        ["base64, second alignment"] = (Convert.ToBase64String(Encoding.UTF8.GetBytes("a" + Key)), "Y" + Mark),
        ["base64, cut off"] = (Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + Key))[2..], "Ja" + Mark + "=="),
        ["spaces"] = (string.Join(' ', Key.Chunk(4).Select(static part => new string(part))), Mark),
        ["line breaks"] = (string.Join("\r\n", Key.Chunk(5).Select(static part => new string(part))), Mark),
        ["escaped line breaks"] = (string.Join("\\n", Key.Chunk(5).Select(static part => new string(part))), Mark),
        ["zero-width spaces"] = (string.Join('\u200B', Key.Chunk(5).Select(static part => new string(part))), Mark),
    };

    public static TheoryData<string> Quotes { get; } = [.. KeyQuotes.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Cassette_OfAFailureThatQuotesTheKey_DoesNotHaveIt(string kind, string adapter)
    {
        await using var server = FaultServer.Start((_, request) => SecretEchoFailure.CreateScript(kind, request, SampleResponse.ForProvider(adapter)));
        using (var http = new HttpClient(new CassetteRecorder(_folder.GetPath())))
        using (var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, adapter, Key), http, new() { MaxEventBytes = 4096, Resilience = new() { MaxRetryAttempts = 0 } }))
        {
            await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));
            await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token));
        }

        string cassette = await ReadAsync();
        AssertNoKey(cassette);
        Assert.Equal(2, cassette.Split("\n> POST ").Length - 1);
    }

    [Theory]
    [MemberData(nameof(Quotes))]
    public async Task Cassette_OfAResponseThatQuotesTheKey_DoesNotHaveIt(string quote)
    {
        (string text, string recorded) = KeyQuotes[quote];
        byte[] body = Encoding.UTF8.GetBytes($"data: {{\"before\":1,\"text\":\"{text}\",\"after\":2}}\n\ndata: [DONE]\n\n");
        // One byte at a time: no chunk has the key.
        var content = new StreamContent(new ChunkedStream(body.Select(static value => new ReadOnlyMemory<byte>([value]))));
        content.Headers.TryAddWithoutValidation("Content-Type", "text/event-stream");
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        response.Headers.TryAddWithoutValidation("X-Quote", text.ReplaceLineEndings(" "));
        using (var http = new HttpClient(new CassetteRecorder(_folder.GetPath()) { InnerHandler = new ResponseHandler(() => response) }))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example/v1/x?trace=1");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key);
            request.Content = new StringContent("{}");
            using HttpResponseMessage received = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _token);
            Assert.Equal(body, await received.Content.ReadAsByteArrayAsync(_token));
        }

        string cassette = await ReadAsync();
        AssertNoKey(cassette);
        string line = $$"""data: {"before":1,"text":"{{recorded}}","after":2}""";
        Assert.Contains($"\n| {line}\n|\n| data: [DONE]\n|\n", cassette, StringComparison.Ordinal);
        Assert.Contains($"\n< x-quote: {recorded}\n", cassette, StringComparison.Ordinal);
        using var data = System.Text.Json.JsonDocument.Parse(line["data: ".Length..]);
        Assert.Equal(recorded, data.RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", Key)]
    [InlineData("x-api-key", Key)]
    [InlineData("api-key", Key)]
    [InlineData("X-Goog-Api-Key", Key)]
    [InlineData("Proxy-Authorization", "Digest " + Key)]
    [InlineData("Cookie", "session=" + Key)]
    [InlineData("Cookie", "theme=dark; sid=" + Key)]
    [InlineData("X-Auth-Token", Key)]
    [InlineData("X-Custom-Auth", Key)]
    public async Task Cassette_OfARequestWithAKey_DoesNotHaveIt(string header, string value)
    {
        await AssertHiddenAsync(request => request.Headers.TryAddWithoutValidation(header, value));
    }

    [Theory]
    [InlineData("?key=" + Key)]
    [InlineData("?a=1&api_key=" + Key + "&b=2")]
    [InlineData("?access_token=" + Key)]
    public async Task Cassette_OfAQueryWithAKey_DoesNotHaveIt(string query)
    {
        await AssertHiddenAsync(request => request.RequestUri = new(request.RequestUri + query));
    }

    [Fact]
    public async Task Cassette_OfAContentHeaderWithAKey_DoesNotHaveIt()
    {
        await AssertHiddenAsync(static request =>
            request.Content = new StringContent("{}") { Headers = { { "X-Upload-Token", Key } } });
    }

    [Theory]
    [InlineData("key")]
    [InlineData("api_key")]
    public async Task Cassette_OfABodyWithAKey_DoesNotHaveIt(string property)
    {
        await AssertHiddenAsync(request => request.Content = new StringContent($$"""{"{{property}}":"{{Key}}","model":"m"}"""));
    }

    [Fact]
    public async Task Cassette_OfAConfiguredSecret_DoesNotHaveIt()
    {
        await AssertHiddenAsync(static _ => { }, new() { Secrets = [Key] });
    }

    [Fact]
    public async Task Cassette_OfBasicCredentials_DoesNotHaveThePassword()
    {
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Key));
        await AssertHiddenAsync(request => request.Headers.TryAddWithoutValidation("Authorization", "Basic " + credentials));
    }

    [Fact]
    public async Task Cassette_OfACompressedResponse_DoesNotHaveTheKey()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes($"[\"{Key}\"]"));
        await AssertHiddenAsync(
            static request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key), null,
            () => new(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(compressed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } },
            });
        Assert.Contains(":   \"~REDACTED~\"", await ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deflate", Mark)]
    [InlineData("gzip", "! truncated")]
    public async Task Cassette_OfARawDeflateStream_DoesNotHaveTheKey(string encoding, string expected)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            deflate.Write(Encoding.UTF8.GetBytes($"[\"{Key}\"]"));
        await AssertHiddenAsync(
            static request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key), null,
            () => new(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(compressed.ToArray()) { Headers = { ContentEncoding = { encoding } } },
            });

        string cassette = await ReadAsync();
        Assert.Contains(expected, cassette, StringComparison.Ordinal);
        Assert.DoesNotContain("\n= ", cassette, StringComparison.Ordinal);
    }

    private async Task AssertHiddenAsync(
        Action<HttpRequestMessage> configure, CassetteRecorderOptions? options = null, Func<HttpResponseMessage>? respond = null)
    {
        respond ??= static () => new(HttpStatusCode.OK) { Content = new StringContent($"The key {Key} is unknown.") };
        using (var http = new HttpClient(new CassetteRecorder(_folder.GetPath(), options) { InnerHandler = new ResponseHandler(respond) }))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example/v1/x");
            configure(request);
            using HttpResponseMessage response = await http.SendAsync(request, _token);
        }

        AssertNoKey(await ReadAsync());
    }

    private static void AssertNoKey(string cassette)
    {
        for (int i = 0; i + 8 <= Key.Length; i++)
            Assert.DoesNotContain(Key.Substring(i, 8), cassette, StringComparison.OrdinalIgnoreCase);
        // Without the escapes, white space and base64 of the quotes.
        string decoded = WebUtility.HtmlDecode(Uri.UnescapeDataString(Uri.UnescapeDataString(
            System.Text.RegularExpressions.Regex.Replace(cassette, @"\\+(?:u00|x)", "%"))));
        decoded = System.Text.RegularExpressions.Regex.Replace(
            decoded, @"\r?\n[|^_:] ?|\\+[nrt]|[\s\u00AD\u200B-\u200F\u2060-\u2064\uFEFF]", "");
        for (int i = 0; i + 8 <= Key.Length; i++)
            Assert.DoesNotContain(Key.Substring(i, 8), decoded, StringComparison.OrdinalIgnoreCase);
        // The digits between those that the neighbors of the key change, at each of the three alignments.
        foreach (string before in (string[])["", "a", "ab"])
        {
            string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Key));
            for (int i = 4; i + 12 <= base64.Length; i++)
                Assert.DoesNotContain(base64.Substring(i, 12), cassette, StringComparison.Ordinal);
        }
    }

    private static string Escape(Func<char, string> escape) => string.Concat(Key.Select(escape));

    private Task<string> ReadAsync() => File.ReadAllTextAsync(_folder.GetPath(), _token);

    private sealed class ResponseHandler(Func<HttpResponseMessage> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(respond());
    }
}
