using MiniMaxClient.Client;
using MiniMaxClient.Tests.Faults.Proxies;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Every fault of <see cref="FaultTable"/>, for a non-streaming and a streaming call of each adapter.</summary>
public sealed class FaultTableTests
{
    private static readonly TimeSpan RecoveryBound = TimeSpan.FromSeconds(10);

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, bool, string> Cases { get; } =
    [
        .. from row in FaultTable.Rows
           from streamed in (bool[])[false, true]
           where row.GetOutcome(streamed) is not null
           from provider in Adapters.AllNames
           select (row.Fault, streamed, provider),
    ];

    public static MatrixTheoryData<bool, string> Modes { get; } = new([false, true], Adapters.AllNames);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_FaultOfTheTable_HasTheOutcomeOfItsRow(string fault, bool streamed, string provider)
    {
        FaultRow row = FaultTable.Rows.Single(row => row.Fault == fault);
        Outcome expected = row.GetOutcome(streamed)!;
        Assert.SkipWhen(
            expected.Limit == TimeoutKind.Connect && ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit) is not SocketsHttpHandler,
            "This build of the library has no limit on connecting.");
        await using FaultRun run = await FaultRun.StartAsync(row, streamed, provider, _token);

        Task<ChatCompletion> call = run.CompleteAsync(_token);
        await Task.WhenAny(call).WaitAsync(TimeSpan.FromSeconds(row.Seconds), TimeProvider.System, _token);

        if (expected.Exception is null)
            CheckCompletion(await call, expected, run);
        else
            CheckFailure(await Record.ExceptionAsync(() => call), expected, run);
        CheckRequests(row, expected, run);
        await run.WaitForIdleAsync(_token).WaitAsync(RecoveryBound, TimeProvider.System, _token);
        Assert.All(run.Server.Requests, request => Assert.InRange(request.BytesSent, 0, row.MaxBytesSent));
        await CheckPermitIsFreeAsync(row, expected, run);
        Assert.Equal(0, run.OtherServerConnections);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_PooledConnectionReset_IsOneAttempt(bool streamed, string provider)
    {
        await using var server = FaultServer.Start(
            (index, request) => index == 1 ? ServerScript.Empty.Reset() : SampleResponse.ForProvider(provider).ToScript(request));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, provider), new() { Resilience = new() { RetryDelay = TimeSpan.Zero } });
        await client.CompletePromptAsync(streamed, _token);

        ChatCompletion completion = await client.CompletePromptAsync(streamed, _token);

        // The handler would repeat a request by itself, unnoticed, if it considered it repeatable.
        Assert.Equal([0, 0, 1], server.Requests.Select(static request => request.Connection));
        Assert.Equal([null, 200], completion.Call!.Attempts.Select(static attempt => attempt.StatusCode));
    }

    private static void CheckCompletion(ChatCompletion completion, Outcome expected, FaultRun run)
    {
        Assert.Equal((SampleResponse.Text, FinishReason.Stop), (completion.Text, completion.FinishReason));
        Assert.Equal((run.Client.Adapter.Name, expected.Status), (completion.Call?.Provider, completion.Call?.StatusCode));
        CheckAttempts(completion.Call!.Attempts, error: null, expected, run);
    }

    private static void CheckFailure(Exception? failure, Outcome expected, FaultRun run)
    {
        Assert.IsType(expected.Exception!, failure);
        var e = (MiniMaxException)failure!;
        Assert.Equal(
            (run.Client.Adapter.Name, expected.Status, expected.IsTransient, expected.RetryAfter),
            (e.Provider, e.StatusCode, e.IsTransient, e.RetryAfter));
        Assert.Equal(expected.PartialText, e.Partial?.Text);
        Assert.Null(e.Partial?.FinishReason);
        if (e is MiniMaxTimeoutException timeout)
        {
            Assert.Equal((expected.Limit, run.Limit), (timeout.Kind, timeout.Limit));
            if (expected.Limit != TimeoutKind.Connect)
                Assert.Equal(run.Limit * expected.Attempts, run.Elapsed);
        }

        Assert.DoesNotContain(FaultCall.Key, e + e.ResponseExcerpt + e.ProviderCode, StringComparison.Ordinal);
        CheckAttempts(e.Attempts, e.GetType().Name, expected, run);
    }

    private static void CheckAttempts(IReadOnlyList<CallAttempt> attempts, string? error, Outcome expected, FaultRun run)
    {
        Assert.Equal(expected.Attempts, attempts.Count);
        Assert.All(attempts, attempt => Assert.Equal(run.Client.Adapter.Name, attempt.Provider));
        Assert.All(attempts.SkipLast(1), static attempt => Assert.NotNull(attempt.Error));
        Assert.Equal((expected.Status, error), (attempts[^1].StatusCode, attempts[^1].Error));
    }

    private static void CheckRequests(FaultRow row, Outcome expected, FaultRun run)
    {
        IReadOnlyList<FaultRequest> requests = run.Server.Requests;
        Assert.Equal(row.Port is null ? expected.Attempts : 0, requests.Count);
        Assert.All(requests, request => Assert.Equal(requests[0].Text, request.Text));
        // No request follows after the caller has received a chunk.
        if (run.RequestsBeforeTheFirstChunk is { } before)
            Assert.Equal(before, requests.Count);
    }

    /// <summary>The client allows one concurrent call: another one succeeds, so the permit of the first is free.</summary>
    private async Task CheckPermitIsFreeAsync(FaultRow row, Outcome expected, FaultRun run)
    {
        int before = run.Server.Requests.Count;
        Task<ChatCompletion> call = run.CompleteAgainAsync(_token);
        await Task.WhenAny(call).WaitAsync(RecoveryBound, TimeProvider.System, _token);
        if (row.Port is not null)
        {
            Assert.IsType(expected.Exception!, await Record.ExceptionAsync(() => call));
            return;
        }

        ChatCompletion completion = await call;
        Assert.Equal((SampleResponse.Text, FinishReason.Stop), (completion.Text, completion.FinishReason));

        // If the connection of the first response was reset after it, an attempt may fail on it before its request is read.
        Assert.InRange(run.Server.Requests.Count - before, 1, completion.Call!.Attempts.Count);
    }
}
