using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Creates the web app: its services, headers, page and endpoints.</summary>
internal static class ChatApp
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static WebApplication Create(string[] args, MiniMaxEmulator emulator)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        foreach (Provider provider in Provider.CreateAll(builder.Configuration, emulator))
        {
            builder.Services.AddSingleton(provider);
            builder.Services.AddMiniMaxClient(provider.Id, provider.Configure);
        }

        builder.Services.AddSingleton<ConversationStore>();
        builder.Services.ConfigureHttpJsonOptions(
            static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ChatJson.Default));

        WebApplication app = builder.Build();
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
