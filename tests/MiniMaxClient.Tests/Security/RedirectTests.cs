using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that a redirect is an error and is not followed.</summary>
public sealed class RedirectTests
{
    private const string Key = "zz-very-secret-0123456789";

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, int> Cases { get; } =
        [.. from name in Adapters.AllNames from status in (int[])[301, 302, 303, 307, 308] select (name, status)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Redirect_ToAnotherHost_IsNotFollowed(string adapter, int status)
    {
        await using var other = FaultServer.Start(ServerScript.Json(200, SampleResponse.ForProvider(adapter).Body));
        await using var server = FaultServer.Start(
            ServerScript.Respond(status, "text/html", $"<a>{Key}</a>", $"Location: {other.BaseAddress}v1/{Key}?token={Key}"));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter, Key));

        foreach (Func<Task> call in Calls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);

            Assert.Equal(
                $"{client.Adapter.Name} redirected the request to {Host(other)} (HTTP {status}). Redirects are not followed, because "
                + "they would send the API key to another address. If the provider has moved, set its new address as the "
                + "adapter's base address.",
                e.Message);
            Assert.Equal((client.Adapter.Name, status), (e.Provider, e.StatusCode));
            Assert.False(e.IsTransient);
            Assert.Equal(status, Assert.Single(e.Attempts).StatusCode);
            Assert.DoesNotContain(Key[..11], e.ToString() + e.ResponseExcerpt, StringComparison.Ordinal);
        }

        Assert.Equal((2, 0), (server.Requests.Count, other.Connections));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Redirect_OnTheSameHost_IsNotFollowed(string adapter, int status)
    {
        await using var server = FaultServer.Start((_, request) => request.Path.Contains("elsewhere", StringComparison.Ordinal)
            ? ServerScript.Json(200, SampleResponse.ForProvider(adapter).Body)
            : ServerScript.Respond(status, "text/plain", "", "Location: /elsewhere"));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter, Key));

        foreach (Func<Task> call in Calls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);
            Assert.Contains($"redirected the request to {Host(server)} (HTTP ", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("//other.example/v1?token=1", "to http://other.example (")]
    [InlineData("https://user:pass@other.example:8443/v1#a", "to https://other.example:8443 (")]
    [InlineData("https://zz-very-secret-0123456789.example/", "to https://***.example (")]
    [InlineData("ftp://other.example/v1", "to ftp://other.example (")]
    [InlineData("http://[", "to an unknown address (")]
    [InlineData(null, "to an unknown address (")]
    public async Task Redirect_AnyLocation_ShowsOnlyTheHost(string? location, string expected)
    {
        await using var server = FaultServer.Start(
            ServerScript.Respond(302, "text/plain", "", location is null ? [] : [$"Location: {location}"]));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai", Key));

        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));

        Assert.StartsWith($"openai redirected the request {expected}HTTP 302). ", e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    public async Task Response_WithAnother3xxStatus_IsInvalid(int status)
    {
        await using var server = FaultServer.Start(ServerScript.Head(status, "text/plain", Framing.UntilClose).Close());
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai", Key));

        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));

        Assert.Equal(status, e.StatusCode);
    }

    private static string Host(FaultServer server) => server.BaseAddress.GetLeftPart(UriPartial.Authority);

    private Func<Task>[] Calls(ChatCompletionsClient client) =>
    [
        () => client.CompleteAsync("Hi", MiniMaxModels.M2, _token),
        () => client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token),
    ];
}
