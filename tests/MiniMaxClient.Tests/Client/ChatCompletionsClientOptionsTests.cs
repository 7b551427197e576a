namespace MiniMaxClient.Tests.Client;

public sealed class ChatCompletionsClientOptionsTests
{
    /// <summary>Options with one value out of range, and the start of the message.</summary>
    public static TheoryData<ChatCompletionsClientOptions, string> OutOfRange { get; } = new()
    {
        { new() { Timeout = TimeSpan.Zero }, "Timeout is 00:00:00; it must be" },
        { new() { ConnectTimeout = TimeSpan.FromSeconds(-1) }, "ConnectTimeout is -00:00:01; it must be" },
        { new() { HeadersTimeout = TimeSpan.FromDays(2) }, "HeadersTimeout is 2.00:00:00; it must be" },
        { new() { FirstTokenTimeout = TimeSpan.Zero }, "FirstTokenTimeout is 00:00:00; it must be" },
        { new() { IdleTimeout = TimeSpan.Zero }, "IdleTimeout is 00:00:00; it must be" },
        { new() { UnsupportedFields = (UnsupportedFieldHandling)7 }, "UnsupportedFields is 7; it must be Throw or Drop." },
        {
            new() { LateSystemMessages = (LateSystemMessageHandling)7 },
            "LateSystemMessages is 7; it must be Throw, MoveToFront or SendAsUser."
        },
        { new() { UnsupportedContents = (UnsupportedContentHandling)7 }, "UnsupportedContents is 7; it must be Throw or Drop." },
        { new() { MaxResponseBytes = 1023 }, "MaxResponseBytes is 1023; it must be 1024 to 1073741824." },
        { new() { MaxEventBytes = 1023 }, "MaxEventBytes is 1023; it must be 1024 to 1073741824." },
        { new() { MaxStreamBytes = 1023 }, "MaxStreamBytes is 1023; it must be 1024 or more." },
        { new() { MaxDepth = 7 }, "MaxDepth is 7; it must be 8 to 256." },
        { new() { MaxDepth = 257 }, "MaxDepth is 257; it must be 8 to 256." },
        { new() { MaxToolCalls = 0 }, "MaxToolCalls is 0; it must be 1 to 1024." },
        { new() { MaxToolCalls = 1025 }, "MaxToolCalls is 1025; it must be 1 to 1024." },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void GetProblems_OneValueOutOfRange_ReturnsItsMessage(ChatCompletionsClientOptions options, string message) =>
        Assert.StartsWith(message, Assert.Single(options.GetProblems()), StringComparison.Ordinal);

    [Fact]
    public void GetProblems_DefaultsAndBounds_ReturnsNothing()
    {
        Assert.Empty(new ChatCompletionsClientOptions().GetProblems());
        Assert.Empty(new ChatCompletionsClientOptions
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseBytes = 1024,
            MaxEventBytes = 1024 * 1024 * 1024,
            MaxStreamBytes = 1024,
            MaxDepth = 256,
            MaxToolCalls = 1,
        }.GetProblems());
    }

    [Fact]
    public void GetProblems_InvalidResilienceOptions_IncludesTheirMessages() => Assert.Contains(
        "MaxRetryAttempts",
        Assert.Single(new ChatCompletionsClientOptions { Resilience = new() { MaxRetryAttempts = 11 } }.GetProblems()),
        StringComparison.Ordinal);
}
