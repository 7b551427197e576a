using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The range of timeouts, in options, requests and configuration.</summary>
public sealed class TimeoutRangeTests
{
    public static TheoryData<TimeSpan> Valid { get; } =
        [TimeSpan.FromTicks(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan];

    public static TheoryData<TimeSpan> Invalid { get; } =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromMilliseconds(-2), TimeSpan.FromDays(1) + TimeSpan.FromTicks(1),
        TimeSpan.FromDays(60), TimeSpan.MaxValue, TimeSpan.MinValue,
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Timeout_OutOfRange_IsRejectedWhereverItIsSet(TimeSpan timeout)
    {
        var e = Assert.Throws<ArgumentException>(() => new ChatCompletionsClient(new RunApiAdapter("key-1"), new() { Timeout = timeout }));
        Assert.Contains("at most a day", e.Message, StringComparison.Ordinal);

        using var handler = new StubHandler(static () => new StringContent("{}"));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(new RunApiAdapter("key-1"), http);
        var rejected = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(
            EmulatedClient.CreateRequest() with { Options = new() { Timeout = timeout } }, TestTimeouts.Token));
        Assert.Equal("Options.Timeout", Assert.Single(rejected.Problems).Path);
        Assert.Empty(handler.Requests);

        Assert.Contains("at most a day", GetValidationMessage(timeout.ToString("c")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Timeout_InRange_IsAccepted(TimeSpan timeout)
    {
        using var client = new ChatCompletionsClient(new RunApiAdapter("key-1"), new() { Timeout = timeout });
        Assert.Equal("", GetValidationMessage(timeout.ToString("c")));
    }

    [Theory]
    [InlineData("300")]
    [InlineData("5")]
    [InlineData("5m")]
    [InlineData("")]
    public void Timeout_ConfigurationWithoutUnit_IsRejected(string timeout) =>
        Assert.Contains("it must be a duration such as 00:10:00", GetValidationMessage(timeout), StringComparison.Ordinal);

    /// <summary>Returns the validation message of a configuration with this timeout; empty if it is valid.</summary>
    private static string GetValidationMessage(string timeout)
    {
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "RunApi",
            ["ApiKey"] = "key-1",
            ["Timeout"] = timeout,
        }).Build();
        var services = new ServiceCollection();
        services.AddMiniMaxClient(section);
        using ServiceProvider provider = services.BuildServiceProvider();
        var e = Record.Exception(provider.GetRequiredService<ChatCompletionsClient>) as OptionsValidationException;
        return e?.Message ?? "";
    }
}
