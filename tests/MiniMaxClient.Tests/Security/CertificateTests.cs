using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that nothing is sent to a host without a trusted certificate or without TLS.</summary>
public sealed class CertificateTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> All { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Certificate_Untrusted_IsRejectedBeforeTheRequestIsSent(string adapter)
    {
        await using var server = new TlsServer("localhost", TimeProvider.System.GetUtcNow());
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter));

        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync("Hi", MiniMaxModels.M2, _token),
                () => client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token),
            ])
        {
            var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(call);
            Assert.True(e.IsPermanent);
            Assert.False(e.IsTransient);
            Assert.Null(Assert.Single(e.Attempts).StatusCode);
            Assert.Equal(
                $"{client.Adapter.Name} could not be reached at {server.BaseAddress.Authority}: the TLS handshake failed.", e.Message);
        }

        Assert.Equal((2, 0), (server.Connections, server.BytesReceived));
    }

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("http://10.0.0.1:8000/")]
    [InlineData("http://localhost.example.com/")]
    [InlineData("ftp://localhost/")]
    [InlineData("ws://localhost/")]
    public void Endpoint_WithoutTls_IsRejectedByDefault(string address)
    {
        var uri = new Uri(address);
        foreach (string adapter in Adapters.AllNames)
            Assert.Throws<ArgumentException>(() => Adapters.ForAddress(uri, adapter));
    }

    [Theory]
    [InlineData("http://localhost:8000/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("https://example.com/")]
    public void Endpoint_LoopbackOrWithTls_IsAccepted(string address)
    {
        var uri = new Uri(address);
        foreach (string adapter in Adapters.AllNames)
            Assert.NotNull(Adapters.ForAddress(uri, adapter));
    }

    [Fact]
    public void Endpoint_WithoutTlsButAllowed_IsAccepted()
    {
        var address = new Uri("http://example.com/");
        Assert.NotNull(new AimlApiAdapter("key-1", new() { BaseAddress = address, AllowInsecureHttp = true }));
        Assert.NotNull(new RunApiAdapter("key-1", new() { BaseAddress = address, AllowInsecureHttp = true }));
        Assert.NotNull(new ModelsLabAdapter("key-1", new() { BaseAddress = address, AllowInsecureHttp = true }));
        Assert.NotNull(new OpenAICompatibleAdapter("house", address, "key-1", new() { AllowInsecureHttp = true }));
        Assert.NotNull(new AnthropicCompatibleAdapter("house", address, "key-1", new() { AllowInsecureHttp = true }));
    }
}
