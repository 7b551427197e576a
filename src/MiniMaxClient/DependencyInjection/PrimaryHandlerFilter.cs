using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.DependencyInjection;

/// <summary>
/// Sets the primary handler of a client's <see cref="HttpClient"/> unless the application configures one, and switches off the
/// redirects of the application's.
/// </summary>
/// <remarks>
/// <see cref="HttpMessageHandlerBuilder.PrimaryHandler"/> cannot tell whether it was configured. The handler of the library is
/// therefore set before everything else that configures the builder, in whatever order it was registered.
/// </remarks>
/// <param name="clients">The registered clients.</param>
internal sealed class PrimaryHandlerFilter(RegisteredClients clients) : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        if (clients.FindOptionsName(builder.Name) is not { } optionsName)
        {
            next(builder);
            return;
        }

        HttpMessageHandler own = ChatCompletionsClientFactory.CreateHttpHandler(builder.Services, optionsName);
        builder.PrimaryHandler = own;
        next(builder);
        HttpMessageHandler innermost = FindInnermostHandler(builder.PrimaryHandler);
        clients.SetHandler(builder.Name!, ReferenceEquals(innermost, own));
        DisableRedirects(innermost, builder);
    };

    private static HttpMessageHandler FindInnermostHandler(HttpMessageHandler handler)
    {
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;
        return handler;
    }

    /// <summary>Switches off the redirects of a handler, so that no API key is sent to another host.</summary>
    /// <exception cref="InvalidOperationException">The handler follows redirects and is already in use.</exception>
    private static void DisableRedirects(HttpMessageHandler handler, HttpMessageHandlerBuilder builder)
    {
        try
        {
            switch (handler)
            {
#if NETSTANDARD2_0
                // A type of the runtime that this target framework does not have.
                case var sockets when sockets.GetType().FullName == "System.Net.Http.SocketsHttpHandler"
                    && sockets.GetType().GetProperty("AllowAutoRedirect") is { } property:
                    if (!Equals(property.GetValue(sockets), false))
                        property.SetValue(sockets, false);
                    break;
#else
                case SocketsHttpHandler { AllowAutoRedirect: var followsRedirects } sockets:
                    if (followsRedirects)
                        sockets.AllowAutoRedirect = false;
                    break;
#endif
                case HttpClientHandler { AllowAutoRedirect: var followsRedirects } client:
                    if (followsRedirects)
                        client.AllowAutoRedirect = false;
                    break;
                default:
                    // Resolved here, not injected: a logger that sends over HTTP requires the factory that is created with this
                    // filter.
                    ILogger logger =
                        builder.Services.GetService<ILoggerFactory>()?.CreateLogger(typeof(ChatCompletionsClient).FullName!)
                        ?? NullLogger.Instance;
                    Log.RedirectsNotDisabled(logger, builder.Name!, handler.GetType().Name);
                    break;
            }
        }
        catch (Exception e) when (e is InvalidOperationException
            || e is System.Reflection.TargetInvocationException { InnerException: InvalidOperationException })
        {
            throw new InvalidOperationException(
                $"The primary handler of the HttpClient '{builder.Name}' follows redirects, which would send the API key to "
                + "another host, and it cannot be changed after its first request. Set AllowAutoRedirect to false where it is "
                + "created.",
                e);
        }
    }
}
