using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Connections that are not established, in real time, because the handler does not use a TimeProvider.</summary>
public sealed class ConnectTimeoutTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    // It queues connections but does not accept them.
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationToken _token = TestTimeouts.Token;

    public ConnectTimeoutTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(100);
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Connect_NoHandshake_ThrowsConnectTimeoutException(bool stream, bool withManualClock)
    {
        // The server does not respond to the TLS handshake, which is part of connecting.
        using HttpMessageHandler handler = new SocketsHttpHandler { ConnectTimeout = Limit };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(1) };
        using var client = new ChatCompletionsClient(
            Adapter(), http, Options() with { TimeProvider = withManualClock ? new ManualClock() : TimeProvider.System });
        await AssertConnectAsync(client, stream);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectTimeout_ClientWithoutHttpClient_IsApplied(bool stream)
    {
        Assert.SkipWhen(IsNetStandard(), "The handler of netstandard2.0 has no connect timeout.");
        using var client = new ChatCompletionsClient(Adapter(), Options());
        await AssertConnectAsync(client, stream);
    }

    [Fact]
    public async Task HttpClientTimeout_WhileConnecting_IsExternalTimeout()
    {
        using HttpMessageHandler handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromMinutes(1) };
        using var http = new HttpClient(handler) { Timeout = Limit };
        using var client = new ChatCompletionsClient(Adapter(), http, Options());

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(
            () => client.CallAsync(stream: false, _token).WaitAsync(_token));

        Assert.Equal((TimeoutKind.External, Limit), (e.Kind, e.Limit));
    }

    [Fact]
    public async Task HeadersTimeout_WhileConnecting_IsHeadersTimeout()
    {
        var clock = new ManualClock();
        using HttpMessageHandler handler = new SocketsHttpHandler { ConnectTimeout = Timeout.InfiniteTimeSpan };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(
            Adapter(), http, Options() with { TimeProvider = clock, Resilience = ResilienceOptions.None });
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        using Socket connection = await _listener.AcceptAsync(_token);

        clock.Advance(TimeSpan.FromMinutes(2));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal(TimeoutKind.Headers, e.Kind);
    }

    [Fact]
    public async Task Connect_FullAcceptQueue_ThrowsConnectTimeoutException()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The handling of a connection beyond the queue depends on the operating system.");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        // The queue holds one connection; the server does not respond to others.
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(listener.LocalEndPoint!, _token);
        using HttpMessageHandler handler = new SocketsHttpHandler { ConnectTimeout = Limit };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(1) };
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("openai", new Uri($"http://{listener.LocalEndPoint}"), "key-1"), http, Options());
        await AssertConnectAsync(client, stream: false);
    }

    private static ChatCompletionsClientOptions Options() => new()
    {
        ConnectTimeout = Limit,
        Resilience = ResilientClient.ImmediateRetries with { MaxRetryAttempts = 1 },
    };

    private static bool IsNetStandard() =>
        typeof(ChatCompletionsClient).Assembly.GetCustomAttributes(typeof(TargetFrameworkAttribute), inherit: false)
            is [TargetFrameworkAttribute { FrameworkName: ".NETStandard,Version=v2.0" }];

    private OpenAICompatibleAdapter Adapter() => new("openai", new Uri($"https://{_listener.LocalEndPoint}"), "key-1");

    private async Task AssertConnectAsync(ChatCompletionsClient client, bool stream)
    {
        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
        Assert.Equal((TimeoutKind.Connect, Limit), (e.Kind, e.Limit));
        Assert.Equal("openai did not accept a connection within 00:00:00.1000000; received so far: nothing.", e.Message);
        Assert.Null(e.StatusCode);
        Assert.Equal(2, e.Attempts.Count);
        Assert.All(e.Attempts, static attempt => Assert.Equal(nameof(MiniMaxTimeoutException), attempt.Error));
    }
}
