using MiniMaxClient.Tests.Faults;
using static MiniMaxClient.Tests.Providers.AdapterRequests;

namespace MiniMaxClient.Tests.Providers;

public sealed class ProviderAdapterTests
{
    [Fact]
    public async Task PrepareRequest_EveryKindOfRequest_IsCalled()
    {
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(static server => new SigningAdapter(server.BaseAddress));

        Assert.Equal(4, sent.Count);
        Assert.All(sent, static request => Assert.Equal($"{request.Method} {request.Path}", request.Headers["X-Signed"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public void Constructor_InvalidName_ThrowsArgumentException(string name) =>
        Assert.Throws<ArgumentException>(nameof(name), () => new OpenAICompatibleAdapter(name, "https://host", Key));

    [Theory]
    [InlineData("x-request-id: r1; trace-id: t1; minimax-request-id: m1", "r1")]
    [InlineData("trace-id: t1; minimax-request-id: m1", "t1")]
    [InlineData("minimax-request-id: m1", "m1")]
    [InlineData("x-other: 1", null)]
    public void GetRequestId_SeveralHeaders_ReturnsTheFirstKnown(string headers, string? expected)
    {
        using var response = new HttpResponseMessage();
        foreach (string header in headers.Split("; "))
            response.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);

        Assert.Equal(expected, new RunApiAdapter(Key).GetRequestId(response.Headers));
    }

    [Fact]
    public void GetRequestId_ApiKeyInHeader_IsRedacted()
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("x-request-id", Key);

        Assert.DoesNotContain(Key, new RunApiAdapter(Key).GetRequestId(response.Headers)!, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadError_Redirect_NamesTheTarget()
    {
        using var response = new HttpResponseMessage();
        response.Headers.Location = new("/login", UriKind.Relative);

        MiniMaxException e = new RunApiAdapter(Key).ReadError(new() { StatusCode = 302, Headers = response.Headers });

        Assert.Equal(302, e.StatusCode);
        Assert.Contains("redirected the request to https://runapi.ai", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteTokenCountRequest_NoEndpoint_ThrowsNotSupportedException()
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();

        var e = Assert.Throws<NotSupportedException>(() => new AimlApiAdapter(Key).WriteTokenCountRequest(Request, body));

        Assert.Equal("aimlapi has no token count endpoint.", e.Message);
    }

    [Fact]
    public void ToString_EndpointWithQuery_OmitsKeyAndQuery() => Assert.Equal(
        "own (https://host/v1/chat/completions)",
        new OpenAICompatibleAdapter("own", "https://host/v1?key=" + Key, Key).ToString());

    private sealed class SigningAdapter(Uri endpoint)
        : AnthropicCompatibleAdapter("own", endpoint, Key, new() { Authentication = ProviderAuthentication.None })
    {
        protected override ProviderRequest PrepareRequest(ProviderRequest request) => request with
        {
            Headers = new Dictionary<string, string>(request.Headers)
            {
                ["X-Signed"] = $"{request.Method} {request.Uri.PathAndQuery}",
            },
        };
    }
}
