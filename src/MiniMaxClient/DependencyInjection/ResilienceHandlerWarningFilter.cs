using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Logs a warning, once per client, about a resilience handler that the application adds to all HTTP clients.</summary>
/// <remarks>
/// <c>ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler())</c> ends attempts after 10 seconds and calls after
/// 30 seconds, and its retries multiply those of the library.
/// </remarks>
/// <param name="clients">The registered clients.</param>
internal sealed class ResilienceHandlerWarningFilter(RegisteredClients clients) : IHttpMessageHandlerBuilderFilter
{
    // By name, because the library does not reference their packages.
    private static readonly string[] ResilienceHandlerTypes =
        ["Microsoft.Extensions.Http.Resilience.ResilienceHandler", "Microsoft.Extensions.Http.PolicyHttpMessageHandler"];

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (clients.FindOptionsName(builder.Name) is null)
            return;

        // Resolved here, not injected: a logger that sends over HTTP requires the factory that is created with this filter.
        ILogger logger = builder.Services.GetService<ILoggerFactory>()?.CreateLogger(typeof(ChatCompletionsClient).FullName!)
            ?? NullLogger.Instance;
        foreach (DelegatingHandler handler in builder.AdditionalHandlers)
        {
            if (ResilienceHandlerTypes.Contains(handler.GetType().FullName))
                Log.ForeignResilience(logger, builder.Name!, handler.GetType().Name);
        }
    };
}
