namespace MiniMaxClient.Tests.Providers;

public sealed class ProviderRequestTests
{
    [Fact]
    public void ToString_QueryAndHeaders_OmitsThem()
    {
        var request = new ProviderRequest
        {
            Uri = new("https://host/v1/models?key=secret-1"),
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer secret-2" },
        };

        Assert.Equal("https://host/v1/models", request.ToString());
    }

    [Fact]
    public void Constructor_OnlyAddress_HasPostAndNoHeaders()
    {
        var request = new ProviderRequest { Uri = new("https://host/v1/chat/completions") };

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Empty(request.Headers);
        Assert.Empty(request.Secrets);
    }
}
