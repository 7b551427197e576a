using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Diagnostics;

// A parameter that the text does not name is a property of the structured event, under the name of the parameter.
#pragma warning disable SYSLIB1015, IDE1006, SA1313

/// <summary>Log messages of failover; a separate class, so that a trimmed program without failover does not contain it.</summary>
internal static partial class FailoverLog
{
    [LoggerMessage(
        7,
        LogLevel.Warning,
        "{Provider} failed; failing over to {Next} for {Model}. Cooldown of {Provider}: {Cooldown}. {Failure}")]
    public static partial void FailingOver(
        ILogger logger,
        string provider,
        string next,
        string model,
        TimeSpan cooldown,
        string failure,
        string Error,
        int? StatusCode,
        string? ProviderCode,
        string? RequestId);

    [LoggerMessage(8, LogLevel.Information, "{Provider} has sent no token for {Delay}; starting a hedged request to {Next}.")]
    public static partial void Hedging(ILogger logger, string provider, TimeSpan delay, string next);

    [LoggerMessage(33, LogLevel.Warning, "The call to {Model} failed. {Failures}")]
    public static partial void FailoverFailed(
        ILogger logger,
        string model,
        string failures,
        string Error,
        int? StatusCode,
        string? ProviderCode,
        string? RequestId);
}
