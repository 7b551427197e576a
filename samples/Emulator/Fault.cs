using System.Globalization;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Represents the fault in the header of a request, such as <c>429; retry-after=2; times=1</c>.</summary>
internal sealed record Fault(Reply Reply, int? Times)
{
    public const string HeaderName = "X-Emulate-Fault";

    /// <summary>The names of the faults and their settings.</summary>
    public const string Usage =
        "400 to 599 (retry-after=seconds), in-band (code=1002), cut (bytes=300), slow (delay=milliseconds), hang, "
        + "disconnect; with times=n the fault occurs n times, then one request succeeds";

    // MiniMax's error code for exceeded rate limits.
    private const int RateLimitCode = 1002;

    /// <summary>Parses the value of the header.</summary>
    /// <exception cref="FormatException">The value is not a fault.</exception>
    public static Fault Parse(string text)
    {
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, int> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is not [var name, var value] || !TryParseNumber(value, out int number))
                throw new FormatException($"'{part}' is not a setting with a number.");
            settings[name] = number;
        }

        Reply reply = CreateReply(parts.FirstOrDefault() ?? "", settings);
        int? times = RemoveSetting(settings, "times");
        return settings.Count == 0
            ? new Fault(reply, times)
            : throw new FormatException($"'{parts[0]}' has no setting '{settings.Keys.First()}'.");
    }

    private static Reply CreateReply(string name, Dictionary<string, int> settings)
    {
        if (TryParseNumber(name, out int status) && status is >= 400 and <= 599)
        {
            Reply error = Reply.Error(status, $"Simulated error {status}");
            return RemoveSetting(settings, "retry-after") is { } wait ? error.WithRetryAfter(TimeSpan.FromSeconds(wait)) : error;
        }

        return name switch
        {
            "in-band" => Reply.InBandError(RemoveSetting(settings, "code") ?? RateLimitCode, "Simulated error with HTTP status 200"),
            "cut" => Reply.Default().CutAfter(RemoveSetting(settings, "bytes") ?? 300),
            "slow" => CreateSlowReply(TimeSpan.FromMilliseconds(RemoveSetting(settings, "delay") ?? 500)),
            "hang" => Reply.Default().Stall(),
            "disconnect" => Reply.Disconnect(),
            _ => throw new FormatException($"'{name}' is not a fault."),
        };
    }

    private static Reply CreateSlowReply(TimeSpan delay) => Reply.Default().WithDelay(delay).WithChunkDelay(delay);

    private static int? RemoveSetting(Dictionary<string, int> settings, string name) =>
        settings.Remove(name, out int number) ? number : null;

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
