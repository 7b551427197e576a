using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests;

/// <summary>Raw requests and raw responses.</summary>
internal static class Wire
{
    public const string Hello = """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Hello"}]}""";
    public const string HelloAiml = """{"model":"minimax/m2-7-20260402","messages":[{"role":"user","content":"Hello"}]}""";
    public const string HelloModelsLab = """{"model":"minimax-minimax-m2","messages":[{"role":"user","content":"Hello"}]}""";

    public const string Message = """{"model":"MiniMax-M2.7","max_tokens":1024,"messages":[{"role":"user","content":"Hello"}]}""";

    public const string MessageModelsLab =
        """{"model":"minimax-minimax-m2","max_tokens":1024,"messages":[{"role":"user","content":"Hello"}]}""";

    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The base address of a provider by its name in <see cref="RecordedRequest.Provider"/>.</summary>
    public static Uri Address(this MiniMaxEmulator emulator, string provider) => provider switch
    {
        "MiniMax" => emulator.MiniMax,
        "AimlApi" => emulator.AimlApi,
        "RunApi" => emulator.RunApi,
        "ModelsLab" => emulator.ModelsLab,
        "OpenAICompatible" => emulator.OpenAICompatible,
        "AnthropicCompatible" => emulator.AnthropicCompatible,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, null),
    };

    public static HttpRequestMessage Request(
        Uri provider, string body, string? key = "test-key", string path = "/chat/completions")
    {
        HttpRequestMessage request = new(HttpMethod.Post, provider + path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    /// <summary>The response once its headers are there.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

    public static Task<HttpResponseMessage> PostAsync(Uri provider, string body) => SendAsync(Request(provider, body, path: ChatPath(provider)));

    public static async Task<string> TextAsync(this HttpResponseMessage response) =>
        await response.Content.ReadAsStringAsync(Token);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => Parse(await response.TextAsync());

    public static async Task<string> PostForTextAsync(Uri provider, string body)
    {
        using HttpResponseMessage response = await PostAsync(provider, body);
        return await response.TextAsync();
    }

    public static async Task<JsonElement> PostForJsonAsync(Uri provider, string body) =>
        Parse(await PostForTextAsync(provider, body));

    public static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>Where a provider's Messages API is, below its base address.</summary>
    public static string MessagesPath(Uri provider) => provider.AbsolutePath.Split('/')[1] switch
    {
        "runapi" => "/messages",
        "minimax" => "/anthropic/v1/messages",
        _ => "/v1/messages",
    };

    /// <summary>Where a provider's chat completions are, below its base address.</summary>
    public static string ChatPath(Uri provider) =>
        provider.AbsolutePath == "/minimax" ? "/v1/chat/completions" : "/chat/completions";

    public static Task<HttpResponseMessage> PostMessageAsync(Uri provider, string body, string? key = "test-key") =>
        SendAsync(Request(provider, body, key, MessagesPath(provider)));

    public static async Task<string> PostMessageForTextAsync(Uri provider, string body)
    {
        using HttpResponseMessage response = await PostMessageAsync(provider, body);
        return await response.TextAsync();
    }

    public static async Task<JsonElement> PostMessageForJsonAsync(Uri provider, string body) =>
        Parse(await PostMessageForTextAsync(provider, body));

    public static Task<HttpResponseMessage> GetAsync(string uri, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Get, uri);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return SendAsync(request);
    }

    public static string Streamed(string body) => body[..^1] + ",\"stream\":true}";

    public static string With(string body, string fields) => body[..^1] + "," + fields + "}";

    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values) : "(none)";

    /// <summary>The data of the events of a stream with "\n" line ends.</summary>
    public static string[] Data(string stream) =>
        [.. stream.Split("\n\n").Where(e => e.StartsWith("data: ", StringComparison.Ordinal)).Select(e => e["data: ".Length..])];

    /// <summary>The names of all properties in their order, as paths; of a list only the first item counts.</summary>
    public static string[] Names(JsonElement json)
    {
        return [.. Walk(json, "")];

        static IEnumerable<string> Walk(JsonElement value, string path) => value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject()
                .SelectMany(p => Walk(p.Value, $"{path}.{p.Name}").Prepend($"{path}.{p.Name}")),
            JsonValueKind.Array when value.GetArrayLength() > 0 => Walk(value[0], path + "[]"),
            _ => [],
        };
    }

    public static string[] Names(string json) => Names(Parse(json));

    /// <summary>All bytes that come back on a socket of its own before the server closes it.</summary>
    public static async Task<string> RawAsync(Uri provider, string body, string path = "/chat/completions")
    {
        using Socket socket = await OpenAsync(provider, body, path);
        StringBuilder received = new();
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, Token) is > 0 and var count)
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return received.ToString();
    }

    /// <summary>A connection on which a request has been sent.</summary>
    public static async Task<Socket> OpenAsync(Uri provider, string body, string path = "/chat/completions")
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(provider.Host, provider.Port, Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(
            $"POST {provider.AbsolutePath}{path} HTTP/1.1\r\nHost: {provider.Authority}\r\n"
            + $"Authorization: Bearer test-key\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), Token);
        return socket;
    }
}
