using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Runs that are canceled or abandoned.</summary>
public sealed class ToolRunCancellationTests : ToolRunTest
{
    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Cancellation_ToolObservesTheToken_EndsTheRun(string protocol, bool streamed)
    {
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        AIFunction tool = AIFunctionFactory.Create(
            async (CancellationToken token) =>
            {
                var forever = new TaskCompletionSource();
                using CancellationTokenRegistration registration = token.Register(() => forever.TrySetCanceled(token));
                started.SetResult();
                try
                {
                    await forever.Task;
                }
                finally
                {
                    ended.SetResult();
                }
            },
            "wait");
        Emulator.Enqueue(Reply.ToolCall("wait", "{}"), Reply.Text("Never."));
        Task<ToolRunResult> run = RunAsync(protocol, streamed, [tool], cancellationToken: cancellation.Token);
        await started.Task.WaitAsync(Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        await ended.Task.WaitAsync(Token);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Disposal_OfTheClientDuringATool_EndsTheRunImmediately(bool streamed, bool failover)
    {
        var started = new TaskCompletionSource<CancellationToken>();
        var released = new TaskCompletionSource();
        AIFunction tool = AIFunctionFactory.Create(
            (CancellationToken token) =>
            {
                started.SetResult(token);
                return released.Task;
            },
            "wait");
        Emulator.Enqueue(Reply.ToolCall("wait", "{}"), Reply.Text("Never."));
        ChatCompletionsClient member = CreateClient(OpenAI);
        IChatCompletionsClient client = failover ? new FailoverChatCompletionsClient(member) : member;
        Task run = streamed ? ReadAsync() : client.RunToolsAsync(Request, [tool], cancellationToken: Token);
        CancellationToken given = await started.Task.WaitAsync(Token);

        ((IDisposable)client).Dispose();

        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => run.WaitAsync(Token));
        Assert.Contains("The client was disposed of during the run.", e.Message, StringComparison.Ordinal);
        Assert.True(given.IsCancellationRequested);
        Assert.Single(Emulator.Requests);
        released.SetResult();

        async Task ReadAsync()
        {
            await foreach (ToolRunEvent _ in client.StreamToolsAsync(Request, [tool], cancellationToken: Token))
            {
            }
        }
    }

    [Theory]
    [InlineData(OpenAI, false, false)]
    [InlineData(OpenAI, true, true)]
    [InlineData(Messages, false, true)]
    [InlineData(Messages, true, false)]
    public async Task Cancellation_ToolsIgnoreTheToken_EndsTheRunImmediately(string protocol, bool streamed, bool blocks)
    {
        using var cancellation = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var released = new TaskCompletionSource();
        int started = 0;
        var bothStarted = new TaskCompletionSource();
        AIFunction tool = AIFunctionFactory.Create(
            async () =>
            {
                if (Interlocked.Increment(ref started) == 2)
                    bothStarted.SetResult();
                if (blocks)
                    release.Wait(Token);
                else
                    await released.Task;
                throw new InvalidOperationException("Too late to be heard.");
            },
            "wait");
        Emulator.Enqueue(Reply.ToolCall("wait", "{}").WithToolCall("wait", "{}"), Reply.Text("Never."));
        Task<ToolRunResult> run = RunAsync(
            protocol, streamed, [tool], new() { MaxParallelCalls = 2 }, cancellationToken: cancellation.Token);
        await bothStarted.Task.WaitAsync(Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        release.Set();
        released.SetResult();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(true, 3)]
    public async Task Cancellation_SaveStateIgnoresTheToken_EndsTheRunImmediately(bool streamed, int hangingSave)
    {
        using var cancellation = new CancellationTokenSource();
        var saving = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        int saves = 0;
        int ran = 0;
        AIFunction tool = AIFunctionFactory.Create(() => Interlocked.Increment(ref ran), "count");
        Emulator.Enqueue(Reply.ToolCall("count", "{}"), Reply.Text("Never."));
        Task<ToolRunResult> run = RunAsync(OpenAI, streamed, [tool], cancellationToken: cancellation.Token, options: new()
        {
            // After the response, before the call, and after its result.
            SaveState = (_, _) =>
            {
                if (++saves < hangingSave)
                    return default;
                saving.TrySetResult();
                return new(released.Task);
            },
        });
        await saving.Task.WaitAsync(Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        Assert.Equal(hangingSave == 3 ? 1 : 0, ran);
        Assert.Single(Emulator.Requests);
        released.SetException(new IOException("Nobody hears it."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exception_OfACanceledTool_IsCancellation(bool streamed)
    {
        using var cancellation = new CancellationTokenSource();
        AIFunction tool = AIFunctionFactory.Create(
            async () =>
            {
                await cancellation.CancelAsync();
                throw new MiniMaxNotFoundException("The tool's own failure.");
            },
            "fail");
        Emulator.Enqueue(Reply.ToolCall("fail", "{}"), Reply.Text("Never."));
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(OpenAI, streamed, [tool], cancellationToken: cancellation.Token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Cancellation_DuringAResponse_CarriesTheCanceledToken(bool ofTheEnumeration, bool duringATool)
    {
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        CancellationTokenSource fired = ofTheEnumeration ? enumeration : call;
        AIFunction tool = AIFunctionFactory.Create(async () => await fired.CancelAsync(), "cancel");
        Emulator.Enqueue(duringATool ? Reply.ToolCall("cancel", "{}") : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        IAsyncEnumerable<ToolRunEvent> events = CreateClient(OpenAI).StreamToolsAsync(Request, [tool], cancellationToken: call.Token);

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ToolRunEvent runEvent in events.WithCancellation(enumeration.Token))
            {
                if (!duringATool && runEvent is ToolRunChunk)
                    await fired.CancelAsync();
            }
        });

        Assert.Equal(fired.Token, e.CancellationToken);
    }

    [Fact]
    public async Task Cancellation_BeforeTheStart_SendsNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        foreach (bool streamed in (bool[])[false, true])
        {
            var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => RunAsync(OpenAI, streamed, [], cancellationToken: cancellation.Token));
            Assert.Equal(cancellation.Token, e.CancellationToken);
        }

        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Enumeration_AbandonedWhileToolsRun_CancelsThem(string protocol)
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        AIFunction slow = AIFunctionFactory.Create(
            async (CancellationToken token) =>
            {
                using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySetResult());
                started.SetResult();
                await cancelled.Task.WaitAsync(Token);
                throw new InvalidOperationException("Nobody hears it.");
            },
            "slow");
        AIFunction fast = AIFunctionFactory.Create(async () => await started.Task, "fast");
        Emulator.Enqueue(Reply.ToolCall("slow", "{}").WithToolCall("fast", "{}"), Reply.Text("Never."));

        await foreach (ToolRunEvent runEvent in
            CreateClient(protocol).StreamToolsAsync(Request, [slow, fast], new() { MaxParallelCalls = 2 }, Token))
        {
            if (runEvent is ToolCallCompleted)
                break;
        }

        await cancelled.Task.WaitAsync(Token);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Enumeration_AbandonedDuringAResponse_ClosesTheConnection(string protocol)
    {
        Emulator.Enqueue(Reply.Text("one two three four five six").WithChunkSize(4).StallAfterEvents(5));
        await foreach (ToolRunEvent runEvent in CreateClient(protocol).StreamToolsAsync(Request, [], cancellationToken: Token))
        {
            if (runEvent is ToolRunChunk { Chunk.Text.Length: > 0 })
                break;
        }

        await Emulator.Requests[0].Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task Run_Canceled_ObservesExceptionsOfItsTools()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) =>
        {
            lock (unobserved)
                unobserved.AddRange(e.Exception.InnerExceptions.Where(static one => one.Message == "Nobody hears this one."));
        };
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await LeaveAsync();
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        Assert.Empty(unobserved);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task LeaveAsync()
    {
        int waiting = 4, left = 4;
        var allStarted = new TaskCompletionSource();
        var allEnd = new TaskCompletionSource();
        AIFunction slow = AIFunctionFactory.Create(
            async (CancellationToken token) =>
            {
                var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySetResult());
                if (Interlocked.Decrement(ref waiting) == 0)
                    allStarted.SetResult();
                await cancelled.Task;
                if (Interlocked.Decrement(ref left) == 0)
                    allEnd.SetResult();
                throw new InvalidOperationException("Nobody hears this one.");
            },
            "slow");
        Reply calls = Enumerable.Range(0, 4).Aggregate(Reply.Text(""), static (reply, _) => reply.WithToolCall("slow", "{}"));
        Emulator.Enqueue(calls.WithToolCall("fast", "{}"));
        AIFunction fast = AIFunctionFactory.Create(async () => await allStarted.Task, "fast");
        await foreach (ToolRunEvent runEvent in
            CreateClient(OpenAI).StreamToolsAsync(Request, [slow, fast], new() { MaxParallelCalls = 5 }, Token))
        {
            if (runEvent is ToolCallCompleted)
                break;
        }

        await allEnd.Task.WaitAsync(Token);
    }
}
