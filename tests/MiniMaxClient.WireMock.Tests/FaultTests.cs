using WireMock.ResponseBuilders;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>WireMock.Net's faults: a body that is missing, and one that is cut and continued with other bytes.</summary>
public sealed class FaultTests
{
    private static readonly ChatCompletionsClientOptions Once = new() { Resilience = ResilienceOptions.None };

    private static readonly ChatCompletionsClientOptions AtOnce = new() { Resilience = new() { RetryDelay = TimeSpan.Zero } };

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task EmptyResponse_OfANonStreamingCall_IsAnInvalidResponseAndNotRetried(string provider)
    {
        using var stub = new ProviderStub(provider);
        stub.Respond(stub.CreateResponse(stream: false).WithFault(FaultType.EMPTY_RESPONSE));
        using ChatCompletionsClient client = stub.CreateClient(AtOnce);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => ProviderStub.CallAsync(client, stream: false, _token));

        Assert.Equal(200, e.StatusCode);
        Assert.Single(stub.Server.LogEntries);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task EmptyResponse_OfAStream_IsRetriedBecauseNoEventArrived(string provider)
    {
        using var stub = new ProviderStub(provider);
        stub.Server.Given(stub.MatchRequest(stream: true)).InScenario("fault").WillSetStateTo("gone")
            .RespondWith(stub.CreateResponse(stream: true).WithFault(FaultType.EMPTY_RESPONSE));
        stub.Server.Given(stub.MatchRequest(stream: true)).InScenario("fault").WhenStateIs("gone")
            .RespondWith(stub.CreateResponse(stream: true));
        using ChatCompletionsClient client = stub.CreateClient(AtOnce);

        ChatCompletion completion = await ProviderStub.CallAsync(client, stream: true, _token);

        Assert.Equal("Hello!", completion.Text);
        Assert.Equal(2, completion.Call!.Attempts.Count);
        Assert.Equal(2, stub.Server.LogEntries.Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task EmptyResponse_OfAStreamWithoutRetries_IsAConnectionError(string provider)
    {
        using var stub = new ProviderStub(provider);
        stub.Respond(stub.CreateResponse(stream: true).WithFault(FaultType.EMPTY_RESPONSE));
        using ChatCompletionsClient client = stub.CreateClient(Once);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
            () => ProviderStub.CallAsync(client, stream: true, _token));

        Assert.True(e.IsTransient);
        Assert.Single(stub.Server.LogEntries);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task MalformedResponseChunk_OfAnyProvider_IsAnInvalidResponse(string provider, bool stream)
    {
        // WireMock.Net sends half of the body and random bytes, of each byte the first occurrence: no event is complete.
        using var stub = new ProviderStub(provider);
        stub.Respond(stub.CreateResponse(stream).WithFault(FaultType.MALFORMED_RESPONSE_CHUNK));
        using ChatCompletionsClient client = stub.CreateClient(Once);

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => ProviderStub.CallAsync(client, stream, _token));

        Assert.IsType<MiniMaxInvalidResponseException>(e);
        Assert.Equal(200, e.StatusCode);
        Assert.Single(stub.Server.LogEntries);
    }
}
