using WireMock.Logging;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>Each provider and protocol against stubs that match headers and body, non-streaming and streamed.</summary>
public sealed class ProviderTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WhenHeadersAndBodyMatchTheStub_ReturnsItsResponse(string provider, bool stream)
    {
        using var stub = new ProviderStub(provider);
        stub.Server.Given(stub.MatchRequest(stream)).RespondWith(stub.CreateResponse(stream));
        using ChatCompletionsClient client = stub.CreateClient();

        ChatCompletion completion = await ProviderStub.CallAsync(client, stream, _token);

        Assert.Equal("Hello!", completion.Text);
        Assert.Equal("A greeting.", completion.Reasoning);
        Assert.Equal(FinishReason.Stop, completion.Choices[0].FinishReason);
        Assert.Equal((12, 7), (completion.Usage!.PromptTokens, completion.Usage.CompletionTokens));
        Assert.Equal("request-1", completion.Call!.RequestId);
        Assert.Equal(200, Assert.Single(completion.Call.Attempts).StatusCode);
        Assert.Single(stub.Server.LogEntries);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WithAnotherKey_MatchesNoStub(string provider, bool stream)
    {
        using var stub = new ProviderStub(provider);
        stub.Server.Given(stub.MatchRequest(stream)).RespondWith(stub.CreateResponse(stream));
        using ChatCompletionsClient client = stub.CreateClient(key: "another-key");

        // WireMock.Net responds to a request without a stub with 404.
        var e = await Assert.ThrowsAsync<MiniMaxNotFoundException>(() => ProviderStub.CallAsync(client, stream, _token));

        Assert.Equal(404, e.StatusCode);
        ILogEntry entry = Assert.Single(stub.Server.LogEntries);
        Assert.False(entry.RequestMatchResult?.IsPerfectMatch ?? false);
        Assert.DoesNotContain("another-key", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WhenTheStubReturnsAnError_ThrowsItsException(string provider, bool stream)
    {
        using var stub = new ProviderStub(provider);
        stub.Server.Given(stub.MatchRequest(stream)).RespondWith(ProviderStub.CreateErrorResponse(402, "No credits left."));
        using ChatCompletionsClient client = stub.CreateClient();

        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => ProviderStub.CallAsync(client, stream, _token));

        Assert.Contains("No credits left.", e.Message, StringComparison.Ordinal);
        Assert.Single(e.Attempts);
    }
}
