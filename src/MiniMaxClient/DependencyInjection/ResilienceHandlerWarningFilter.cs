using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Warns, once for a client, of a resilience handler that the app put on all of its HTTP clients.</summary>
/// <remarks>
/// <c>ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler())</c> cuts attempts at 10 seconds and calls at 30,
/// and its retries multiply this library's.
/// </remarks>
internal sealed class ResilienceHandlerWarningFilter : IHttpMessageHandlerBuilderFilter
{
    private const string HttpClientName = "MiniMaxClient";

    // By name: the packages are not this library's to depend on.
    private static readonly string[] ResilienceHandlerTypes =
        ["Microsoft.Extensions.Http.Resilience.ResilienceHandler", "Microsoft.Extensions.Http.PolicyHttpMessageHandler"];

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Name is not { } name
            || (name != HttpClientName && !name.StartsWith(HttpClientName + ":", StringComparison.Ordinal)))
            return;

        // Asked for here: a log that writes over HTTP would need the factory that is being made with this filter.
        ILogger logger = builder.Services.GetService<ILoggerFactory>()?.CreateLogger(typeof(ChatCompletionsClient).FullName!)
            ?? NullLogger.Instance;
        foreach (DelegatingHandler handler in builder.AdditionalHandlers)
        {
            if (ResilienceHandlerTypes.Contains(handler.GetType().FullName))
                Log.ForeignResilience(logger, name, handler.GetType().Name);
        }
    };
}
