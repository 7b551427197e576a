using System.Globalization;

namespace MiniMaxClient.DependencyInjection;

/// <summary>A setting that a configuration section may have.</summary>
/// <param name="Expected">What its value must be, for the message that it is not.</param>
/// <param name="TrySet">Sets it to the value of a text; false when the text has none.</param>
internal sealed record OptionSetting(string Expected, Func<string?, MiniMaxClientOptions, bool> TrySet)
{
    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>Sets an entry of a dictionary by its name; null for a setting that is not one.</summary>
    public Action<string, string, MiniMaxClientOptions>? SetEntry { get; init; }

    /// <summary>Whether a message may show the value: a key may have been put in the place of a name.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>All of them, by their path in the section.</summary>
    public static IReadOnlyDictionary<string, OptionSetting> All { get; } =
        new Dictionary<string, OptionSetting>(StringComparer.OrdinalIgnoreCase)
        {
            ["Provider"] = Text(static (o, value) => o.Provider = value),
            ["ApiKey"] = Text(static (o, value) => o.ApiKey = value),
            ["BaseAddress"] = Text(static (o, value) => o.BaseAddress = value),
            ["ProviderName"] = Text(static (o, value) => o.ProviderName = value ?? ""),
            ["Authentication:Header"] = Hidden("a header name such as api-key, without BodyProperty", TrySetHeader),
            ["Authentication:Scheme"] = Hidden("a scheme such as Bearer, for a key in a header", TrySetScheme),
            ["Authentication:BodyProperty"] = Hidden("a property name such as key, without Header or Scheme", TrySetBody),
            ["Headers:*"] = new("a header's value", static (_, _) => false)
            {
                // Its name and its value are checked with those that code sets.
                SetEntry = static (name, text, o) => o.Headers[name] = text,
            },
            ["ChatPath"] = Text(static (o, value) => o.ChatPath = value),
            ["ThinkingStartsOpen"] = Flag(static (o, value) => o.ThinkingStartsOpen = value),
            ["AllowInsecureHttp"] = Flag(static (o, value) => o.AllowInsecureHttp = value),
            ["KeyInBody"] = Flag(static (o, value) => o.KeyInBody = value),
            ["UseMessages"] = Flag(static (o, value) => o.UseMessages = value),
            ["DefaultMaxTokens"] = Whole(static (o, value) => o.DefaultMaxTokens = value),
            ["Timeout"] = Time(static (o, value) => o.Client = o.Client with { Timeout = value }),
            ["ConnectTimeout"] = Time(static (o, value) => o.Client = o.Client with { ConnectTimeout = value }),
            ["HeadersTimeout"] = Time(static (o, value) => o.Client = o.Client with { HeadersTimeout = value }),
            ["FirstTokenTimeout"] = Time(static (o, value) => o.Client = o.Client with { FirstTokenTimeout = value }),
            ["IdleTimeout"] = Time(static (o, value) => o.Client = o.Client with { IdleTimeout = value }),
            ["UnsupportedFields"] = new("Throw or Drop", Parsed<UnsupportedFieldHandling>(
                TryParseUnsupported, static (o, value) => o.Client = o.Client with { UnsupportedFields = value })),
            ["LateSystemMessages"] = new("Throw, MoveToFront or SendAsUser", Parsed<LateSystemMessageHandling>(
                TryParseLateSystemMessages, static (o, value) => o.Client = o.Client with { LateSystemMessages = value })),
            ["UnsupportedContents"] = new("Throw or Drop", Parsed<UnsupportedContentHandling>(
                TryParseUnsupportedContents, static (o, value) => o.Client = o.Client with { UnsupportedContents = value })),
            ["MaxResponseBytes"] = Whole(static (o, value) => o.Client = o.Client with { MaxResponseBytes = value }),
            ["MaxEventBytes"] = Whole(static (o, value) => o.Client = o.Client with { MaxEventBytes = value }),
            ["MaxStreamBytes"] = new("an integer", Parsed<long>(
                TryParseInt64, static (o, value) => o.Client = o.Client with { MaxStreamBytes = value })),
            ["MaxDepth"] = Whole(static (o, value) => o.Client = o.Client with { MaxDepth = value }),
            ["MaxToolCalls"] = Whole(static (o, value) => o.Client = o.Client with { MaxToolCalls = value }),
            ["EnableSensitiveData"] = Flag(static (o, value) => o.Client = o.Client with { EnableSensitiveData = value }),
            ["Resilience:MaxRetryAttempts"] = Whole(static (o, value) => Set(o, r => r with { MaxRetryAttempts = value })),
            ["Resilience:RetryDelay"] = Time(static (o, value) => Set(o, r => r with { RetryDelay = value })),
            ["Resilience:MaxRetryDelay"] = Time(static (o, value) => Set(o, r => r with { MaxRetryDelay = value })),
            ["Resilience:MaxRetryAfter"] = Time(static (o, value) => Set(o, r => r with { MaxRetryAfter = value })),
            ["Resilience:MaxConcurrentRequests"] = Whole(
                static (o, value) => Set(o, r => r with { MaxConcurrentRequests = value })),
            ["Resilience:QueueLimit"] = Whole(static (o, value) => Set(o, r => r with { QueueLimit = value })),
            ["Resilience:CircuitBreaker:Enabled"] = Flag(
                static (o, value) => Set(o, r => r with { CircuitBreaker = value ? r.CircuitBreaker ?? new() : null })),
            ["Resilience:CircuitBreaker:FailureRatio"] = new("a number", Parsed<double>(
                TryParseDouble, static (o, value) => SetBreaker(o, b => b with { FailureRatio = value }))),
            ["Resilience:CircuitBreaker:MinimumThroughput"] = Whole(
                static (o, value) => SetBreaker(o, b => b with { MinimumThroughput = value })),
            ["Resilience:CircuitBreaker:SamplingDuration"] = Time(
                static (o, value) => SetBreaker(o, b => b with { SamplingDuration = value })),
            ["Resilience:CircuitBreaker:BreakDuration"] = Time(
                static (o, value) => SetBreaker(o, b => b with { BreakDuration = value })),
            ["Failover:Timeout"] = Time(static (o, value) => o.Failover = o.Failover with { Timeout = value }),
            ["Failover:CoolDown"] = Time(static (o, value) => o.Failover = o.Failover with { CoolDown = value }),
            ["Failover:HedgeAfter"] = Time(static (o, value) => o.Failover = o.Failover with { HedgeAfter = value }),
        };

    private static void Set(MiniMaxClientOptions options, Func<ResilienceOptions, ResilienceOptions> change) =>
        options.Client = options.Client with { Resilience = change(options.Client.Resilience) };

    private static void SetBreaker(MiniMaxClientOptions options, Func<CircuitBreakerOptions, CircuitBreakerOptions> change) =>
        Set(options, resilience => resilience.CircuitBreaker is { } breaker
            ? resilience with { CircuitBreaker = change(breaker) }
            : resilience);

    private static bool TrySetHeader(string? text, MiniMaxClientOptions options) =>
        options.Authentication?.BodyProperty is null
        && TrySetAuthentication(options, () => ProviderAuthentication.Header(text ?? "", options.Authentication?.Scheme));

    private static bool TrySetScheme(string? text, MiniMaxClientOptions options) =>
        options.Authentication?.BodyProperty is null
        && TrySetAuthentication(
            options, () => ProviderAuthentication.Header(options.Authentication?.HeaderName ?? "Authorization", text));

    private static bool TrySetBody(string? text, MiniMaxClientOptions options) =>
        options.Authentication?.HeaderName is null
        && TrySetAuthentication(options, () => ProviderAuthentication.Body(text ?? ""));

    private static bool TrySetAuthentication(MiniMaxClientOptions options, Func<ProviderAuthentication> create)
    {
        try
        {
            options.Authentication = create();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static OptionSetting Hidden(string expected, Func<string?, MiniMaxClientOptions, bool> trySet) =>
        new(expected, trySet) { IsShown = false };

    private static OptionSetting Text(Action<MiniMaxClientOptions, string?> set) => new("a string", (text, options) =>
    {
        set(options, text);
        return true;
    });

    private static OptionSetting Flag(Action<MiniMaxClientOptions, bool> set) =>
        new("true or false", Parsed<bool>(bool.TryParse, set));

    private static OptionSetting Whole(Action<MiniMaxClientOptions, int> set) =>
        new("an integer", Parsed<int>(TryParseInt32, set));

    private static OptionSetting Time(Action<MiniMaxClientOptions, TimeSpan> set) =>
        new("a duration such as 00:10:00", Parsed<TimeSpan>(TryParseTimeSpan, set));

    private static Func<string?, MiniMaxClientOptions, bool> Parsed<T>(
        TryParse<T> tryParse, Action<MiniMaxClientOptions, T> set) => (text, options) =>
    {
        if (text is null || !tryParse(text, out T value))
            return false;
        set(options, value);
        return true;
    };

    private static bool TryParseInt32(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryParseInt64(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryParseDouble(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool TryParseTimeSpan(string text, out TimeSpan value) =>
        // "300" would be 300 days.
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Any(static c => c == ':');

    private static bool TryParseLateSystemMessages(string text, out LateSystemMessageHandling value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && char.IsLetter(text[0]);

    private static bool TryParseUnsupportedContents(string text, out UnsupportedContentHandling value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && char.IsLetter(text[0]);

    private static bool TryParseUnsupported(string text, out UnsupportedFieldHandling value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && !char.IsDigit(text[0]);
}
