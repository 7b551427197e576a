using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Diagnostics;

/// <summary>Every message that the library logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Provider} does not take the field {Field} for the model {Model}; it was left out.")]
    public static partial void FieldDropped(ILogger logger, string provider, string field, string model);
}
