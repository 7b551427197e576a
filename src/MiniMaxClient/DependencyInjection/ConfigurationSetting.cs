using System.Globalization;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Represents a setting of a configuration section.</summary>
/// <param name="ExpectedFormat">The format of a valid value, for the message about an invalid one.</param>
/// <param name="TrySetValue">Parses a text and sets the option; returns false if the text is not valid.</param>
internal sealed record ConfigurationSetting(string ExpectedFormat, Func<string?, MiniMaxClientOptions, bool> TrySetValue)
{
    /// <summary>The format of a duration, for the message about an invalid one.</summary>
    internal const string TimeSpanFormat = "a duration such as 00:10:00";

    internal delegate bool TextParser<T>(string text, out T value);

    /// <summary>Gets the action that sets an entry of a dictionary by name; null if the setting is not a dictionary.</summary>
    public Action<string, string, MiniMaxClientOptions>? SetDictionaryEntry { get; init; }

    /// <summary>Gets whether a message can quote the value; false if the value can be a misplaced API key.</summary>
    public bool CanShowValue { get; init; } = true;

    /// <summary>Gets all settings by their path in the section.</summary>
    public static IReadOnlyDictionary<string, ConfigurationSetting> AllByPath { get; } =
        new Dictionary<string, ConfigurationSetting>(StringComparer.OrdinalIgnoreCase)
        {
            ["Provider"] = CreateTextSetting(static (o, value) => o.Provider = value),
            ["ApiKey"] = CreateTextSetting(static (o, value) => o.ApiKey = value),
            ["BaseAddress"] = CreateTextSetting(static (o, value) => o.BaseAddress = value),
            ["ProviderName"] = CreateTextSetting(static (o, value) => o.ProviderName = value ?? ""),
            ["Authentication:Header"] =
                CreateHiddenSetting("a header name such as api-key, without BodyProperty", TrySetAuthenticationHeader),
            ["Authentication:Scheme"] =
                CreateHiddenSetting("a scheme such as Bearer, for a key in a header", TrySetAuthenticationScheme),
            ["Authentication:BodyProperty"] =
                CreateHiddenSetting("a property name such as key, without Header or Scheme", TrySetAuthenticationBodyProperty),
            ["Headers:*"] = new("a header's value", static (_, _) => false)
            {
                // MiniMaxClientOptionsValidator validates the name and the value, together with those that code sets.
                SetDictionaryEntry = static (name, text, o) => o.Headers[name] = text,
            },
            ["ChatPath"] = CreateTextSetting(static (o, value) => o.ChatPath = value),
            ["ThinkingStartsOpen"] = CreateBooleanSetting(static (o, value) => o.ThinkingStartsOpen = value),
            ["AllowInsecureHttp"] = CreateBooleanSetting(static (o, value) => o.AllowInsecureHttp = value),
            ["KeyInBody"] = CreateBooleanSetting(static (o, value) => o.KeyInBody = value),
            ["UseMessages"] = CreateBooleanSetting(static (o, value) => o.UseMessages = value),
            ["Region"] = CreateEnumSetting<MiniMaxRegion>("Global or China", static (o, value) => o.Region = value),
            ["DefaultMaxTokens"] = CreateIntegerSetting(static (o, value) => o.DefaultMaxTokens = value),
            ["Model"] = CreateTextSetting(static (o, value) => o.Client = o.Client with { DefaultModel = value }),
            ["Timeout"] = CreateTimeSpanSetting(static (o, value) => o.Client = o.Client with { Timeout = value }),
            ["ConnectTimeout"] = CreateTimeSpanSetting(static (o, value) => o.Client = o.Client with { ConnectTimeout = value }),
            ["HeadersTimeout"] = CreateTimeSpanSetting(static (o, value) => o.Client = o.Client with { HeadersTimeout = value }),
            ["FirstTokenTimeout"] =
                CreateTimeSpanSetting(static (o, value) => o.Client = o.Client with { FirstTokenTimeout = value }),
            ["IdleTimeout"] = CreateTimeSpanSetting(static (o, value) => o.Client = o.Client with { IdleTimeout = value }),
            ["UnsupportedFields"] = CreateEnumSetting<UnsupportedFieldHandling>(
                "Throw or Drop", static (o, value) => o.Client = o.Client with { UnsupportedFields = value }),
            ["LateSystemMessages"] = CreateEnumSetting<LateSystemMessageHandling>(
                "Throw, MoveToFront or SendAsUser", static (o, value) => o.Client = o.Client with { LateSystemMessages = value }),
            ["PromptCaching"] = CreateEnumSetting<PromptCaching>(
                "Manual or Automatic", static (o, value) => o.Client = o.Client with { PromptCaching = value }),
            ["UnsupportedContents"] = CreateEnumSetting<UnsupportedContentHandling>(
                "Throw or Drop", static (o, value) => o.Client = o.Client with { UnsupportedContents = value }),
            ["MaxResponseBytes"] =
                CreateIntegerSetting(static (o, value) => o.Client = o.Client with { MaxResponseBytes = value }),
            ["MaxEventBytes"] = CreateIntegerSetting(static (o, value) => o.Client = o.Client with { MaxEventBytes = value }),
            ["MaxStreamBytes"] = new("an integer", CreateParsingSetter<long>(
                TryParseInt64, static (o, value) => o.Client = o.Client with { MaxStreamBytes = value })),
            ["MaxDepth"] = CreateIntegerSetting(static (o, value) => o.Client = o.Client with { MaxDepth = value }),
            ["MaxToolCalls"] = CreateIntegerSetting(static (o, value) => o.Client = o.Client with { MaxToolCalls = value }),
            ["EnableSensitiveData"] =
                CreateBooleanSetting(static (o, value) => o.Client = o.Client with { EnableSensitiveData = value }),
            ["Resilience:MaxRetryAttempts"] =
                CreateIntegerSetting(static (o, value) => UpdateResilience(o, r => r with { MaxRetryAttempts = value })),
            ["Resilience:RetryDelay"] =
                CreateTimeSpanSetting(static (o, value) => UpdateResilience(o, r => r with { RetryDelay = value })),
            ["Resilience:MaxRetryDelay"] =
                CreateTimeSpanSetting(static (o, value) => UpdateResilience(o, r => r with { MaxRetryDelay = value })),
            ["Resilience:MaxRetryAfter"] =
                CreateTimeSpanSetting(static (o, value) => UpdateResilience(o, r => r with { MaxRetryAfter = value })),
            ["Resilience:MaxConcurrentRequests"] = CreateIntegerSetting(
                static (o, value) => UpdateResilience(o, r => r with { MaxConcurrentRequests = value })),
            ["Resilience:QueueLimit"] =
                CreateIntegerSetting(static (o, value) => UpdateResilience(o, r => r with { QueueLimit = value })),
            ["Resilience:CircuitBreaker:Enabled"] = CreateBooleanSetting(
                static (o, value) => UpdateResilience(
                    o, r => r with { CircuitBreaker = value ? r.CircuitBreaker ?? new() : null })),
            ["Resilience:CircuitBreaker:FailureRatio"] = new("a number", CreateParsingSetter<double>(
                TryParseDouble, static (o, value) => UpdateCircuitBreaker(o, b => b with { FailureRatio = value }))),
            ["Resilience:CircuitBreaker:MinimumThroughput"] = CreateIntegerSetting(
                static (o, value) => UpdateCircuitBreaker(o, b => b with { MinimumThroughput = value })),
            ["Resilience:CircuitBreaker:SamplingDuration"] = CreateTimeSpanSetting(
                static (o, value) => UpdateCircuitBreaker(o, b => b with { SamplingDuration = value })),
            ["Resilience:CircuitBreaker:BreakDuration"] = CreateTimeSpanSetting(
                static (o, value) => UpdateCircuitBreaker(o, b => b with { BreakDuration = value })),
            ["Failover:Timeout"] = CreateTimeSpanSetting(static (o, value) => o.Failover = o.Failover with { Timeout = value }),
            ["Failover:CoolDown"] = CreateTimeSpanSetting(static (o, value) => o.Failover = o.Failover with { CoolDown = value }),
            ["Failover:HedgeAfter"] =
                CreateTimeSpanSetting(static (o, value) => o.Failover = o.Failover with { HedgeAfter = value }),
        };

    private static void UpdateResilience(MiniMaxClientOptions options, Func<ResilienceOptions, ResilienceOptions> change) =>
        options.Client = options.Client with { Resilience = change(options.Client.Resilience) };

    private static void UpdateCircuitBreaker(
        MiniMaxClientOptions options, Func<CircuitBreakerOptions, CircuitBreakerOptions> change) =>
        UpdateResilience(options, resilience => resilience.CircuitBreaker is { } breaker
            ? resilience with { CircuitBreaker = change(breaker) }
            : resilience);

    private static bool TrySetAuthenticationHeader(string? text, MiniMaxClientOptions options) =>
        options.Authentication?.BodyProperty is null
        && TrySetAuthentication(options, () => ProviderAuthentication.Header(text ?? "", options.Authentication?.Scheme));

    private static bool TrySetAuthenticationScheme(string? text, MiniMaxClientOptions options) =>
        options.Authentication?.BodyProperty is null
        && TrySetAuthentication(
            options, () => ProviderAuthentication.Header(options.Authentication?.HeaderName ?? "Authorization", text));

    private static bool TrySetAuthenticationBodyProperty(string? text, MiniMaxClientOptions options) =>
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

    private static ConfigurationSetting CreateHiddenSetting(string expected, Func<string?, MiniMaxClientOptions, bool> trySet) =>
        new(expected, trySet) { CanShowValue = false };

    private static ConfigurationSetting CreateTextSetting(Action<MiniMaxClientOptions, string?> set) => new(
        "a string",
        (text, options) =>
        {
            set(options, text);
            return true;
        });

    private static ConfigurationSetting CreateBooleanSetting(Action<MiniMaxClientOptions, bool> set) =>
        new("true or false", CreateParsingSetter<bool>(bool.TryParse, set));

    private static ConfigurationSetting CreateIntegerSetting(Action<MiniMaxClientOptions, int> set) =>
        new("an integer", CreateParsingSetter<int>(TryParseInt32, set));

    private static ConfigurationSetting CreateTimeSpanSetting(Action<MiniMaxClientOptions, TimeSpan> set) =>
        new(TimeSpanFormat, CreateParsingSetter<TimeSpan>(TryParseTimeSpan, set));

    private static ConfigurationSetting CreateEnumSetting<T>(string expected, Action<MiniMaxClientOptions, T> set)
        where T : struct, Enum =>
        new(expected, CreateParsingSetter<T>(TryParseEnum, set));

    private static Func<string?, MiniMaxClientOptions, bool> CreateParsingSetter<T>(
        TextParser<T> tryParse, Action<MiniMaxClientOptions, T> set) => (text, options) =>
    {
        if (text is null || !tryParse(text, out T value))
            return false;
        set(options, value);
        return true;
    };

    internal static bool TryParseInt32(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    internal static bool TryParseInt64(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryParseDouble(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    internal static bool TryParseDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    internal static bool TryParseTimeSpan(string text, out TimeSpan value) =>
        // TimeSpan.TryParse reads "300" as 300 days, and "24:00:00" as 24 days; "1.00:00:00" is a day.
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value)
        && text.IndexOf(':') is > 0 and var colon
        && (value.Days == 0 || text.IndexOf('.') is > 0 and var point && point < colon);

    // Enum.TryParse accepts numbers, also ones that no member has, and combines the members of a list.
    internal static bool TryParseEnum<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && text.All(char.IsLetter);
}
