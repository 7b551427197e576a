using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Diagnostics;

// A parameter that the text does not name is a property of the structured event, under the name of the parameter.
#pragma warning disable SYSLIB1015, IDE1006, SA1313

/// <summary>Log messages of calls and tools.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1, LogLevel.Warning, "{Provider} does not support the field {Field} for the model {Model}; the field was not sent.")]
    public static partial void FieldDropped(ILogger logger, string provider, string field, string model);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "{Provider}: attempt {Attempt} of {MaxAttempts} of the call to {Model} at {Host} failed; retrying in {Delay}. {Failure}")]
    public static partial void Retrying(
        ILogger logger,
        string provider,
        string? model,
        string? host,
        int attempt,
        int maxAttempts,
        TimeSpan delay,
        string failure,
        string Error,
        int? StatusCode,
        string? ProviderCode,
        string? RequestId);

    [LoggerMessage(3, LogLevel.Error, "{Provider}: circuit breaker opened for {Break} after repeated failures.")]
    public static partial void CircuitOpened(ILogger logger, string provider, TimeSpan @break);

    [LoggerMessage(4, LogLevel.Information, "{Provider}: circuit breaker closed.")]
    public static partial void CircuitClosed(ILogger logger, string provider);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "The HttpClient of {Provider} has a Timeout of {Timeout}, which cancels calls with slower response headers. "
        + "Set it to infinite.")]
    public static partial void HttpClientTimeout(ILogger logger, string provider, TimeSpan timeout);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "The HttpClient of {Provider} has the handler {Handler}: its retries multiply those of this client, and its timeouts "
        + "cancel long responses. Remove it from this client.")]
    public static partial void ForeignResilience(ILogger logger, string provider, string handler);

    [LoggerMessage(9, LogLevel.Warning, "The cost of {Model} at {Provider} is unknown; the spend limit does not count it.")]
    public static partial void CostUnknown(ILogger logger, string provider, string model);

    [LoggerMessage(10, LogLevel.Warning, "The tool {Tool} failed; the model receives the error.")]
    public static partial void ToolFailed(ILogger logger, string tool, Exception exception);

    [LoggerMessage(
        11,
        LogLevel.Debug,
        "{Provider}: the call to {Model} ended with HTTP {StatusCode} after {Duration}, {InputTokens} input tokens, "
        + "{OutputTokens} output tokens, attempts: {Attempts}, request {RequestId}.")]
    public static partial void CallEnded(
        ILogger logger,
        string provider,
        string model,
        int? statusCode,
        TimeSpan duration,
        long? inputTokens,
        long? outputTokens,
        int attempts,
        string? requestId);

    [LoggerMessage(
        12,
        LogLevel.Warning,
        "{Provider}: the call to {Model} at {Host} failed after {Duration}, {Outcome}. {Failure}")]
    public static partial void CallFailed(
        ILogger logger,
        string provider,
        string? model,
        string? host,
        TimeSpan duration,
        string outcome,
        string failure,
        string Error,
        int? StatusCode,
        string? ProviderCode,
        string? RequestId,
        int Attempts);

    [LoggerMessage(20, LogLevel.Warning, "The tool {Tool} returned an error; the model receives it.")]
    public static partial void ToolReturnedError(ILogger logger, string tool);

    [LoggerMessage(21, LogLevel.Warning, "{Content} cannot be sent in a {Location}; it was omitted.")]
    public static partial void ContentOmitted(ILogger logger, string content, string location);

    [LoggerMessage(22, LogLevel.Warning, "The tool {Tool} is a {Type}, which is not supported; it was omitted.")]
    public static partial void HostedToolOmitted(ILogger logger, string tool, string type);

    [LoggerMessage(
        23, LogLevel.Warning, "The option {Option} is a {Type}, which has no JSON representation; it was omitted.")]
    public static partial void OptionOmitted(ILogger logger, string option, string? type);

    [LoggerMessage(
        24,
        LogLevel.Warning,
        "{Provider} is reported to have retired the model {Model} on {Date:yyyy-MM-dd}; the request was sent. "
        + "Use a current model.")]
    public static partial void ModelRetired(ILogger logger, string provider, string model, DateTimeOffset date);

    [LoggerMessage(
        25,
        LogLevel.Warning,
        "{Provider} does not list the model {Model}; the id was sent unchanged. If the provider serves it, add it to Models.")]
    public static partial void ModelNotListed(ILogger logger, string provider, string model);

    [LoggerMessage(26, LogLevel.Warning, "{Provider} responded with the model {ResponseModel} to a request for {Model}.")]
    public static partial void OtherModel(ILogger logger, string provider, string responseModel, string model);

    [LoggerMessage(27, LogLevel.Warning, "The model {Model} at {Provider} ignores the field {Field}; the field was sent.")]
    public static partial void FieldIgnored(ILogger logger, string model, string provider, string field);

    [LoggerMessage(
        28,
        LogLevel.Warning,
        "The model {Model} at {Provider} is documented not to process content parts of the type {PartType}; they were sent.")]
    public static partial void PartIgnored(ILogger logger, string model, string provider, string partType);

    [LoggerMessage(29, LogLevel.Information, "{Provider}: the API key is that of the environment variable {Variable}.")]
    public static partial void KeyFromEnvironment(ILogger logger, string provider, string variable);

    [LoggerMessage(
        30,
        LogLevel.Warning,
        "{Provider} rejected an API key; the call to {Model} continues with another key of its source. {Failure}")]
    public static partial void KeyRejected(ILogger logger, string provider, string? model, string failure);

    [LoggerMessage(
        31, LogLevel.Debug, "{Provider}: the call to {Model} at {Host} was canceled after {Duration}, attempts: {Attempts}.")]
    public static partial void CallCanceled(
        ILogger logger, string provider, string? model, string? host, TimeSpan duration, int attempts);

    /// <remarks>
    /// <see cref="CallFailed"/> under the name that the conventions give to the exception of a call, and with the exception.
    /// </remarks>
    [LoggerMessage(
        32,
        LogLevel.Warning,
        "{Provider}: the call to {Model} at {Host} failed after {Duration}, {Outcome}. {Failure}",
        EventName = "gen_ai.client.inference.exception")]
    public static partial void InferenceException(
        ILogger logger,
        string provider,
        string? model,
        string? host,
        TimeSpan duration,
        string outcome,
        string failure,
        string Error,
        int? StatusCode,
        string? ProviderCode,
        string? RequestId,
        int Attempts,
        Exception? exception);

    [LoggerMessage(
        34,
        LogLevel.Warning,
        "The primary handler of the HttpClient {Client} is a {Handler}, whose redirects cannot be switched off. Configure it not "
        + "to follow redirects, which would send the API key to another host.")]
    public static partial void RedirectsNotDisabled(ILogger logger, string client, string handler);
}
