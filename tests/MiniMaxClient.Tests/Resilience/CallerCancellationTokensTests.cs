using MiniMaxClient.Resilience;

namespace MiniMaxClient.Tests.Resilience;

public sealed class CallerCancellationTokensTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void CanceledOrCallToken_EitherCanceled_PrefersTheEnumeration(bool isCallCanceled, bool isEnumerationCanceled)
    {
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        if (isCallCanceled)
            call.Cancel();
        if (isEnumerationCanceled)
            enumeration.Cancel();

        var tokens = new CallerCancellationTokens(call.Token, enumeration.Token);

        Assert.Equal(isEnumerationCanceled ? enumeration.Token : call.Token, tokens.CanceledOrCallToken);
        Assert.Equal(isCallCanceled || isEnumerationCanceled, tokens.IsCanceled);
    }
}
