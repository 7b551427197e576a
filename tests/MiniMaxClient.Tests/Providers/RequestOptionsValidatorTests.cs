using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class RequestOptionsValidatorTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("A-z_0.9:b", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    public void ValidateOptions_ClientRequestId_DependsOnItsCharacters(string id, bool isValid) =>
        Assert.Equal(isValid ? [] : ["Options.ClientRequestId"], Validate(new() { ClientRequestId = id }));

    [Fact]
    public void ValidateOptions_ClientRequestIdLength_IsAtMost128()
    {
        Assert.Empty(Validate(new() { ClientRequestId = new('a', 128) }));
        Assert.Equal(["Options.ClientRequestId"], Validate(new() { ClientRequestId = new('a', 129) }));
    }

    [Fact]
    public void ValidateOptions_EveryTimeoutInvalid_ReportsEach() => Assert.Equal(
        ["Options.Timeout", "Options.HeadersTimeout", "Options.FirstTokenTimeout", "Options.IdleTimeout"],
        Validate(new()
        {
            Timeout = TimeSpan.Zero,
            HeadersTimeout = TimeSpan.FromSeconds(-2),
            FirstTokenTimeout = TimeSpan.FromDays(2),
            IdleTimeout = TimeSpan.Zero,
        }));

    [Theory]
    [InlineData("Authorization")]
    [InlineData("x-api-key")]
    [InlineData("cookie")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Host")]
    public void ValidateOptions_CredentialOrReservedHeader_ReportsIt(string name) => Assert.Equal(
        [$"Options.Headers['{name}']"],
        Validate(new() { Headers = new Dictionary<string, string> { [name] = "v" } }));

    [Fact]
    public void ValidateOptions_InvalidNameAndValue_ReportsBothWithoutQuotingThem()
    {
        var problems = new List<string>();

        RequestOptionsValidator.ValidateOptions(
            new() { Headers = new Dictionary<string, string> { ["a b"] = "v\n" } },
            (path, message) => problems.Add($"{path} {message}"));

        Assert.Equal(
            [
                "Options.Headers['…'] " + HeaderValidator.InvalidNameProblem,
                "Options.Headers['…'] " + HeaderValidator.InvalidValueProblem,
            ],
            problems);
    }

    private static List<string> Validate(RequestOptions options)
    {
        var paths = new List<string>();
        RequestOptionsValidator.ValidateOptions(options, (path, _) => paths.Add(path));
        return paths;
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void ValidateOptions_MaxRetryAttempts_IsFromZeroToTen(int retries, bool isValid) =>
        Assert.Equal(isValid ? [] : ["Options.MaxRetryAttempts"], Validate(new() { MaxRetryAttempts = retries }));
}
