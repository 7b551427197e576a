using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using Polly;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Attempts that a pipeline of the application continues or starts after the call has completed.</summary>
public sealed class LateAttemptTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private TimeoutFixture _calls = null!;

    public async ValueTask InitializeAsync() => _calls = await TimeoutFixture.StartAsync(_token);

    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attempt_CanceledAfterTheCall_IsNotATimeout(bool stream)
    {
        _calls.Emulator.Enqueue(Reply.Text("lost").Stall(), Reply.Text("won"));
        var hedging = new Hedging(() => _calls.Emulator.WaitForRequestAsync(_token));
        using ChatCompletionsClient client = Client(hedging);

        ChatCompletion completion = await client.CallAsync(stream, _token).WaitAsync(_token);
        await hedging.Losing.CancelAsync();
        await hedging.Lost!.WaitAsync(_token);

        Assert.Equal("won", completion.Text);
        Assert.Equal([nameof(OperationCanceledException), null], completion.Call!.Attempts.Select(attempt => attempt.Error));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attempt_StartedAfterTheCall_IsCanceled(bool stream)
    {
        _calls.Emulator.Enqueue(Reply.Text("won"));
        var again = new Again();
        using ChatCompletionsClient client = Client(again);
        ChatCompletion completion = await client.CallAsync(stream, _token).WaitAsync(_token);

        Exception? exception = await again.AttemptAsync!().WaitAsync(_token);

        Assert.IsAssignableFrom<OperationCanceledException>(exception);
        Assert.Single(completion.Call!.Attempts);
        Assert.Single(_calls.Emulator.Requests);
    }

    private ChatCompletionsClient Client(ResilienceStrategy strategy)
    {
        var pipeline = new ResiliencePipelineBuilder();
        pipeline.AddStrategy(_ => strategy, new Options());
        return _calls.CreateClient(change: options => options with
        {
            Timeout = TimeSpan.FromHours(1),
            Resilience = ResilienceOptions.None with { Pipeline = pipeline.Build() },
        });
    }

    private sealed class Options : ResilienceStrategyOptions;

    /// <summary>Starts two attempts, returns the result of the second and does not await the first.</summary>
    private sealed class Hedging(Func<Task> whenSent) : ResilienceStrategy
    {
        public CancellationTokenSource Losing { get; } = new();

        public Task? Lost { get; private set; }

        protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            Lost = callback(ResilienceContextPool.Shared.Get(Losing.Token), state).AsTask();
            await whenSent();
            return await callback(context, state);
        }
    }

    /// <summary>Stores the callback, so that a test can start another attempt after the call.</summary>
    private sealed class Again : ResilienceStrategy
    {
        public Func<Task<Exception?>>? AttemptAsync { get; private set; }

        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            AttemptAsync = async () =>
                (await callback(ResilienceContextPool.Shared.Get(CancellationToken.None), state)).Exception;
            return callback(context, state);
        }
    }
}
