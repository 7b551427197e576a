using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Diagnostics;

/// <summary>What the library logs of several providers: apart, so that a program with one does not carry it.</summary>
internal static partial class FailoverLog
{
    [LoggerMessage(
        7, LogLevel.Warning, "{Provider} failed with {Error}; failing over to {Next}. Cooldown of {Provider}: {Rest}.")]
    public static partial void FailingOver(ILogger logger, string provider, string error, string next, TimeSpan rest);

    [LoggerMessage(8, LogLevel.Information, "{Provider} has sent no token for {Delay}; starting a hedged request to {Next}.")]
    public static partial void Hedging(ILogger logger, string provider, TimeSpan delay, string next);
}
