using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Diagnostics;

/// <summary>Log messages of failover; a separate class, so that a trimmed program without failover does not contain it.</summary>
internal static partial class FailoverLog
{
    [LoggerMessage(
        7, LogLevel.Warning, "{Provider} failed with {Error}; failing over to {Next}. Cooldown of {Provider}: {Cooldown}.")]
    public static partial void FailingOver(ILogger logger, string provider, string error, string next, TimeSpan cooldown);

    [LoggerMessage(8, LogLevel.Information, "{Provider} has sent no token for {Delay}; starting a hedged request to {Next}.")]
    public static partial void Hedging(ILogger logger, string provider, TimeSpan delay, string next);
}
