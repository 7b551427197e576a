using Microsoft.AspNetCore.HostFiltering;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Creates the web app: its services, headers, page and endpoints.</summary>
internal static class ChatApp
{
    // The page shows the images of questions by blob: addresses.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static WebApplication Create(string[] args, MiniMaxEmulator emulator)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        IReadOnlyList<string> addresses = ListenAddresses.Read(builder.Configuration);
        if (addresses.Count == 0)
            builder.WebHost.UseUrls(ListenAddresses.Default);
        string[] hosts = [.. ListenAddresses.GetHosts(addresses, builder.Configuration["AllowedHosts"])];
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = hosts);
        foreach (Provider provider in Provider.CreateAll(builder.Configuration, emulator))
        {
            builder.Services.AddSingleton(provider);
            builder.Services.AddMiniMaxClient(provider.Id, options => options.UseAdapter(provider.Adapter));
        }

        // Program explains why the app cannot start, without a stack trace; later failures are logged.
        bool hasStarted = false;
        builder.Logging.AddFilter(
            "Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && Volatile.Read(ref hasStarted));
        builder.Services.AddSingleton<ConversationStore>();
        builder.Services.ConfigureHttpJsonOptions(
            static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ChatJson.Default));

        WebApplication app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref hasStarted, true));
        app.Use(static (context, next) =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            return next(context);
        });
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapGet(
            "/api/providers",
            static (IEnumerable<Provider> providers) => providers.Select(static provider => provider.Choice));
        app.MapPost("/api/chat", ChatEndpoint.HandleAsync);
        return app;
    }
}
