using MiniMaxClient.Failover;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

public sealed class ProviderClientExtensionsTests : IDisposable
{
    private static readonly ChatCompletionsClientOptions Options = new() { Timeout = TimeSpan.FromMinutes(3) };

    private readonly ChatCompletionsClient _first = new(Adapters.ForAddress(new("https://localhost"), "aimlapi"), Options);
    private readonly ChatCompletionsClient _second = new(Adapters.ForAddress(new("https://localhost"), "runapi"));
    private readonly IChatCompletionsClient _custom = Substitute.For<IChatCompletionsClient>();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void GetProviderClients_NestedFailover_ReturnsAllProvidersInOrder()
    {
        using var inner = new FailoverChatCompletionsClient(_custom, _second);
        using var outer = new FailoverChatCompletionsClient(_first, inner);

        Assert.Equal([_first, _second], outer.GetProviderClients());
        Assert.Equal([_first], _first.GetProviderClients());
        Assert.Empty(_custom.GetProviderClients());
    }

    [Fact]
    public void GetDisposalToken_ReturnsTheTokenOfTheClient()
    {
        using var failover = new FailoverChatCompletionsClient(_first);

        Assert.Equal(_first.DisposalToken, _first.GetDisposalToken());
        Assert.Equal(failover.DisposalToken, failover.GetDisposalToken());
        Assert.NotEqual(_first.DisposalToken, failover.DisposalToken);
        Assert.False(_custom.GetDisposalToken().CanBeCanceled);
    }

    [Fact]
    public void GetProviderOptions_ReturnsThoseOfTheFirstProviderOrTheDefaults()
    {
        using var failover = new FailoverChatCompletionsClient(_custom, _first, _second);

        Assert.Equal(TimeSpan.FromMinutes(3), failover.GetProviderOptions().Timeout);
        Assert.Equal(new ChatCompletionsClientOptions().Timeout, _custom.GetProviderOptions().Timeout);
    }
}
