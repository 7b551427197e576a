using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class KeyPlacementTests
{
    [Fact]
    public void WithoutHeaders_HeadersOfTheRequest_TakePrecedence()
    {
        var placement = new KeyPlacement(
            new ApiKeySource("a", "b"), [new("Authorization", "Bearer"), new("x-api-key", null)], null, new KnownSecrets());

        var own = new Dictionary<string, string> { ["X-Api-Key"] = "own", ["X-Other"] = "1" };
        IReadOnlyDictionary<string, string> headers =
            placement.WithoutHeaders(own)!.AddKeyHeaders(own, new ApiKey("a", "apiKey"));

        Assert.Equal("Bearer a", headers["authorization"]);
        Assert.Equal("own", headers["x-api-key"]);
        Assert.Equal("1", headers["X-Other"]);
        Assert.Equal(3, headers.Count);
        Assert.Null(placement.WithoutHeaders(headers));
        Assert.NotNull((placement with { BodyProperty = "key" }).WithoutHeaders(headers));
    }
}
