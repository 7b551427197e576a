using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>
/// Reads the options from a configuration section, without reflection and without stopping at the first problem.
/// </summary>
internal static class MiniMaxClientOptionsBinder
{
    private delegate bool TryParse<T>(string text, out T value);

    public static void Bind(IConfiguration section, MiniMaxClientOptions options)
    {
        foreach (IConfigurationSection entry in section.GetChildren())
        {
            if (!TryBind(entry.Key, entry.Value, options))
                options.AddProblem($"{entry.Key} is not a setting.");
        }
    }

    private static bool TryBind(string key, string? text, MiniMaxClientOptions options)
    {
        bool Is(string name) => string.Equals(key, name, StringComparison.OrdinalIgnoreCase);
        void Set<T>(TryParse<T> tryParse, string expected, Action<T> set)
        {
            if (text is not null && tryParse(text, out T value))
                set(value);
            else
                options.AddProblem($"{key} is '{text}'; it must be {expected}.");
        }

        if (Is(nameof(options.Provider)))
            options.Provider = text;
        else if (Is(nameof(options.ApiKey)))
            options.ApiKey = text;
        else if (Is(nameof(options.BaseAddress)))
            options.BaseAddress = text;
        else if (Is(nameof(options.ProviderName)))
            options.ProviderName = text ?? "";
        else if (Is(nameof(options.AllowInsecureHttp)))
            Set<bool>(bool.TryParse, "true or false", value => options.AllowInsecureHttp = value);
        else if (Is(nameof(options.KeyInBody)))
            Set<bool>(bool.TryParse, "true or false", value => options.KeyInBody = value);
        else if (Is(nameof(options.UseMessages)))
            Set<bool>(bool.TryParse, "true or false", value => options.UseMessages = value);
        else if (Is(nameof(options.DefaultMaxTokens)))
            Set<int>(TryParseInt32, "a whole number", value => options.DefaultMaxTokens = value);
        else if (Is(nameof(options.Timeout)))
            Set<TimeSpan>(TryParseTimeSpan, "a time such as 00:10:00", value => options.Timeout = value);
        else if (Is(nameof(options.UnsupportedFields)))
            Set<UnsupportedFields>(TryParseUnsupported, "Refuse or Drop", value => options.UnsupportedFields = value);
        else if (Is(nameof(options.MaxResponseBytes)))
            Set<int>(TryParseInt32, "a whole number", value => options.MaxResponseBytes = value);
        else if (Is(nameof(options.MaxEventBytes)))
            Set<int>(TryParseInt32, "a whole number", value => options.MaxEventBytes = value);
        else
            return false;
        return true;
    }

    private static bool TryParseInt32(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryParseTimeSpan(string text, out TimeSpan value) =>
        // "300" would be 300 days.
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Any(static c => c == ':');

    private static bool TryParseUnsupported(string text, out UnsupportedFields value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && !char.IsDigit(text[0]);
}
