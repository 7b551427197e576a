using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Tests.Errors;

public sealed class MiniMaxExceptionTests
{
    [Fact]
    public void SetContext_DetailsAlreadySet_KeepsThem()
    {
        MiniMaxConnectionException e = ConnectionErrorFactory.ConnectionLost("aimlapi", cause: null);

        e.SetContext("runapi", "req-1", 200);
        e.SetContext("runapi", "req-2", 500);

        Assert.Equal(("aimlapi", "req-1", 200), (e.Provider, e.RequestId, e.StatusCode));
    }

    [Fact]
    public void SetPartial_PartialAlreadySet_KeepsIt()
    {
        var first = new ChatCompletion();
        MiniMaxConnectionException e = ConnectionErrorFactory.ConnectionLost("aimlapi", cause: null);

        e.SetPartial(first);
        e.SetPartial(new ChatCompletion());

        Assert.Same(first, e.Partial);
    }

    [Fact]
    public void SetAttempts_AttemptsAlreadySet_ReplacesThem()
    {
        MiniMaxConnectionException e = ConnectionErrorFactory.ConnectionLost("aimlapi", cause: null);
        Assert.Empty(e.Attempts);

        e.SetAttempts([new CallAttempt { Provider = "aimlapi" }]);

        Assert.Single(e.Attempts);
    }

    [Fact]
    public void RedactDetails_SecretInMessageAndDetails_IsRedacted()
    {
        const string Key = "sk-0123456789abcdef";
        var e = new MiniMaxServerException($"The key {Key} failed.", new IOException(Key))
        {
            ProviderCode = Key,
            RequestId = Key,
            ResponseExcerpt = Key,
        };

        e.RedactDetails(new KnownSecrets(new ApiKey(Key, "key")));

        Assert.DoesNotContain("0123456789", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", $"{e.ProviderCode} {e.RequestId} {e.ResponseExcerpt}", StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void IsTransient_AnyType_IsTrueOnlyIfARetryMaySucceed()
    {
        Assert.True(new MiniMaxRateLimitException("Failed.").IsTransient);
        Assert.True(new MiniMaxTimeoutException("Failed.").IsTransient);
        Assert.False(new MiniMaxInvalidRequestException("Failed.").IsTransient);
        Assert.False(new MiniMaxStreamInterruptedException("Failed.").IsTransient);
        Assert.False(new MiniMaxBudgetException("Failed.").IsTransient);
    }
}
