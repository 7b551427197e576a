using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Tests.Resilience;

public sealed class ResilienceOptionsTests
{
    private static readonly string[] Problems =
    [
        "Timeout is 00:00:00; it must be above zero, at most a day, or infinite.",
        "ConnectTimeout is -00:00:01; it must be above zero, at most a day, or infinite.",
        "HeadersTimeout is 1.00:00:01; it must be above zero, at most a day, or infinite.",
        "FirstTokenTimeout is 00:00:00; it must be above zero, at most a day, or infinite.",
        "IdleTimeout is -00:00:00.0020000; it must be above zero, at most a day, or infinite.",
        "MaxRetryAttempts is 11; it must be 0 to 10.",
        "RetryDelay is -00:00:01; it must be zero to an hour.",
        "MaxRetryDelay is 01:00:01; it must be zero to an hour.",
        "MaxRetryAfter is 1.00:00:01; it must be zero to a day.",
        "MaxConcurrentRequests is 0; it must be 1 or more.",
        "QueueLimit is -1; it must be zero or more.",
        "CircuitBreaker.FailureRatio is 1.5; it must be above 0 and at most 1.",
        "CircuitBreaker.MinimumThroughput is 1; it must be 2 or more.",
        "CircuitBreaker.SamplingDuration is 00:00:00.4990000; it must be 00:00:00.5 to a day.",
        "CircuitBreaker.BreakDuration is 1.00:00:01; it must be 00:00:00.5 to a day.",
        "MaxResponseBytes is 1023; it must be 1024 to 1073741824.",
        "MaxEventBytes is 1073741825; it must be 1024 to 1073741824.",
        "MaxStreamBytes is 1023; it must be 1024 or more.",
        "MaxDepth is 7; it must be 8 to 256.",
        "MaxToolCalls is 1025; it must be 1 to 1024.",
    ];

    private static readonly ChatCompletionsClientOptions Bad = new()
    {
        Timeout = TimeSpan.Zero,
        ConnectTimeout = TimeSpan.FromSeconds(-1),
        HeadersTimeout = TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1),
        FirstTokenTimeout = TimeSpan.Zero,
        IdleTimeout = TimeSpan.FromMilliseconds(-2),
        Resilience = new()
        {
            MaxRetryAttempts = 11,
            RetryDelay = TimeSpan.FromSeconds(-1),
            MaxRetryDelay = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1),
            MaxRetryAfter = TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1),
            MaxConcurrentRequests = 0,
            QueueLimit = -1,
            CircuitBreaker = new()
            {
                FailureRatio = 1.5,
                MinimumThroughput = 1,
                SamplingDuration = TimeSpan.FromMilliseconds(499),
                BreakDuration = TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1),
            },
        },
        MaxResponseBytes = 1023,
        MaxEventBytes = 1073741825,
        MaxStreamBytes = 1023,
        MaxDepth = 7,
        MaxToolCalls = 1025,
    };

    private static readonly ResilienceOptions[] Ends =
    [
        ResilienceOptions.None,
        new ResilienceOptions
        {
            MaxRetryAttempts = 0,
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
            MaxRetryAfter = TimeSpan.Zero,
            MaxConcurrentRequests = 1,
            QueueLimit = 0,
            CircuitBreaker = new()
            {
                FailureRatio = double.Epsilon,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(0.5),
                BreakDuration = TimeSpan.FromSeconds(0.5),
            },
        },
        new ResilienceOptions
        {
            MaxRetryAttempts = 10,
            RetryDelay = TimeSpan.FromHours(1),
            MaxRetryDelay = TimeSpan.FromHours(1),
            MaxRetryAfter = TimeSpan.FromDays(1),
            MaxConcurrentRequests = int.MaxValue,
            QueueLimit = int.MaxValue,
            CircuitBreaker = new()
            {
                FailureRatio = 1,
                MinimumThroughput = int.MaxValue,
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDuration = TimeSpan.FromDays(1),
            },
        },
        // A RetryDelay above MaxRetryDelay is limited to it.
        new ResilienceOptions { MaxRetryAttempts = 1, RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.Zero },
    ];

    [Fact]
    public void Constructor_InvalidOptions_ReportsEveryProblemInOneMessage()
    {
        var e = Assert.Throws<ArgumentException>(() => new ChatCompletionsClient(new RunApiAdapter("key-1"), Bad));
        Assert.StartsWith(string.Join(" ", Problems), e.Message, StringComparison.Ordinal);
        using var http = new HttpClient();
        e = Assert.Throws<ArgumentException>(() => new ChatCompletionsClient(new RunApiAdapter("key-1"), http, Bad));
        Assert.StartsWith(string.Join(" ", Problems), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMiniMaxClient_InvalidOptions_ReportsEveryProblemInOneMessage()
    {
        Assert.EndsWith(": " + string.Join(" ", Problems), Problem(static services => services.AddMiniMaxClient(o =>
        {
            o.UseRunApi("key-1");
            o.Client = Bad;
        })), StringComparison.Ordinal);
    }

    [Fact]
    public void AddMiniMaxClient_InvalidConfiguration_ReportsEveryProblemInOneMessage()
    {
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "RunApi",
            ["ApiKey"] = "key-1",
            ["Timeout"] = "00:00:00",
            ["ConnectTimeout"] = "-00:00:01",
            ["HeadersTimeout"] = "1.00:00:01",
            ["FirstTokenTimeout"] = "00:00:00",
            ["IdleTimeout"] = "-00:00:00.002",
            ["Resilience:MaxRetryAttempts"] = "11",
            ["Resilience:RetryDelay"] = "-00:00:01",
            ["Resilience:MaxRetryDelay"] = "01:00:01",
            ["Resilience:MaxRetryAfter"] = "1.00:00:01",
            ["Resilience:MaxConcurrentRequests"] = "0",
            ["Resilience:QueueLimit"] = "-1",
            ["Resilience:CircuitBreaker:FailureRatio"] = "1.5",
            ["Resilience:CircuitBreaker:MinimumThroughput"] = "1",
            ["Resilience:CircuitBreaker:SamplingDuration"] = "00:00:00.499",
            ["Resilience:CircuitBreaker:BreakDuration"] = "1.00:00:01",
            ["MaxResponseBytes"] = "1023",
            ["MaxEventBytes"] = "1073741825",
            ["MaxStreamBytes"] = "1023",
            ["MaxDepth"] = "7",
            ["MaxToolCalls"] = "1025",
        }).Build();
        Assert.EndsWith(
            ": " + string.Join(" ", Problems),
            Problem(services => services.AddMiniMaxClient(section)), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OptionsAtTheLimitsOfTheirRanges_AreAccepted() => Assert.All(Ends, static options =>
    {
        using var client = new ChatCompletionsClient(new RunApiAdapter("key-1"), new() { Resilience = options });
        Assert.Equal("", Problem(services => services.AddMiniMaxClient(o =>
        {
            o.UseRunApi("key-1");
            o.Client = new() { Resilience = options };
        })));
    });

    /// <summary>Gets the validation message of a registration, or an empty text.</summary>
    private static string Problem(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        using ServiceProvider provider = services.BuildServiceProvider();
        var e = Record.Exception(provider.GetRequiredService<ChatCompletionsClient>);
        return e is null ? "" : Assert.IsType<OptionsValidationException>(e).Message;
    }
}
