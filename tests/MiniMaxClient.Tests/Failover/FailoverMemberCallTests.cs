using MiniMaxClient.Failover;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

public sealed class FailoverMemberCallTests
{
    [Fact]
    public void CancelProviderCall_LibraryClient_CancelsSynchronously()
    {
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"));
        var member = new FailoverMemberCall(1, client);
        Assert.Equal((1, true), (member.ClientIndex, member.IsLibraryClient));
        Assert.Same(client, member.Client);
        Assert.False(member.Token.IsCancellationRequested);

        member.CancelProviderCall();

        Assert.True(member.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task CancelProviderCall_CallbackOfACustomClientBlocks_ReturnsImmediately()
    {
        var member = new FailoverMemberCall(0, Substitute.For<IChatCompletionsClient>());
        Assert.False(member.IsLibraryClient);
        using var release = new ManualResetEventSlim();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        member.Token.Register(() =>
        {
            called.SetResult();
            release.Wait(TestTimeouts.Token);
            returned.SetResult();
        });

        member.CancelProviderCall();

        await called.Task.WaitAsync(TestTimeouts.Token);
        Assert.False(returned.Task.IsCompleted);
        release.Set();
        await returned.Task.WaitAsync(TestTimeouts.Token);
    }
}
