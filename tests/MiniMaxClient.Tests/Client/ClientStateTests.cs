using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class ClientStateTests : IDisposable
{
    private readonly RecordingLoggerFactory _log = new();
    private readonly DisposalHandler _handler = new();

    public void Dispose()
    {
        _log.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public void WarnAboutHttpClientTimeout_TimeoutSet_LogsOneWarning()
    {
        using var http = new HttpClient(_handler) { Timeout = TimeSpan.FromSeconds(100) };
        using ClientState state = Create(http);

        state.WarnAboutHttpClientTimeout();
        state.WarnAboutHttpClientTimeout();

        Assert.StartsWith(
            "Warning: The HttpClient of openai has a Timeout of 00:01:40", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void WarnAboutHttpClientTimeout_InfiniteTimeout_LogsNothing()
    {
        using var http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
        using ClientState state = Create(http);

        state.WarnAboutHttpClientTimeout();

        Assert.Empty(_log.Messages);
    }

    [Fact]
    public void WarnAboutUnknownCost_SeveralModels_LogsOneWarning()
    {
        using var http = new HttpClient(_handler);
        using ClientState state = Create(http);

        state.WarnAboutUnknownCost("m-1");
        state.WarnAboutUnknownCost("m-2");

        Assert.StartsWith("Warning: The cost of m-1 at openai is unknown", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MiniMax-M2.1")]
    [InlineData("minimax/m2-1")]
    public void FindPrice_PriceOfEitherModelId_ReturnsIt(string pricedModel)
    {
        var prices = new ModelPrices();
        var price = new ModelPrice(1m, 2m);
        prices.Set(pricedModel, price);
        using var http = new HttpClient(_handler);
        using var state = new ClientState(
            Adapters.ForAddress(new("http://localhost/"), "aimlapi"), http, false, new() { Prices = prices });

        Assert.Equal(price, state.FindPrice(MiniMaxModels.M2_1));
        Assert.Null(state.FindPrice("another-model"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DefaultHeaders_OfTheHttpClient_TakePrecedence(bool areSet)
    {
        using var http = new HttpClient(_handler);
        if (areSet)
        {
            http.DefaultRequestHeaders.Add("Accept-Encoding", "identity");
            http.DefaultRequestHeaders.Add("User-Agent", "App/1.0");
        }

        using ClientState state = Create(http);

        Assert.Equal((!areSet, !areSet), (state.ShouldAcceptGzip, state.ShouldSetUserAgent));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_CalledTwice_CancelsTheTokenAndDisposesOnlyAnOwnedHttpClient(bool ownsHttpClient)
    {
        using var http = new HttpClient(_handler);
        ClientState state = Create(http, ownsHttpClient);
        Assert.False(state.IsDisposed);

        state.Dispose();
        state.Dispose();

        Assert.True(state.IsDisposed);
        Assert.True(state.DisposalToken.IsCancellationRequested);
        Assert.Equal(ownsHttpClient, _handler.IsDisposed);
    }

    private ClientState Create(HttpClient http, bool ownsHttpClient = false) => new(
        Adapters.ForAddress(new("http://localhost/"), "openai"), http, ownsHttpClient, new() { LoggerFactory = _log });

    private sealed class DisposalHandler : HttpMessageHandler
    {
        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
