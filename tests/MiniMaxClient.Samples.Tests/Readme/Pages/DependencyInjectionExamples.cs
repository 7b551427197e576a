#region usings
using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.DependencyInjectionPage;

/// <summary>The guide to dependency injection.</summary>
internal sealed class DependencyInjectionExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task PlainAndKeyed()
    {
        string key = apiKey;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Provider"] = "AimlApi";
        builder.Configuration["MiniMax:ApiKey"] = key;
        builder.Configuration["MiniMax:BaseAddress"] = emulator.AimlApi.ToString();
        emulator.Enqueue(Reply.Text("Hey Ada"), Reply.Text("Dear Ada,"));

        #region registration
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));   // from configuration
        builder.Services.AddMiniMaxClient("cheap", o => o.UseRunApi(key, emulator.RunApi.ToString()));   // from code, keyed
        builder.Services.AddSingleton<Greeter>();
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        Assert.Equal("Dear Ada,", await host.Services.GetRequiredService<Greeter>().GreetAsync("Ada"));
        Assert.Equal(["RunApi", "AimlApi"], emulator.Requests.Select(static sent => sent.Provider));
        await host.StopAsync(cancellationToken);
    }

    public async Task DefaultModel()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Provider"] = "MiniMax";
        builder.Configuration["MiniMax:ApiKey"] = apiKey;
        builder.Configuration["MiniMax:BaseAddress"] = emulator.MiniMax.ToString();
        builder.Configuration["MiniMax:Model"] = MiniMaxModels.M3_1_Flash;
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        using IHost host = builder.Build();
        var client = host.Services.GetRequiredService<IChatCompletionsClient>();

        #region default-model
        ChatCompletion answer = await client.CompleteAsync("Hello", cancellationToken: cancellationToken);
        IChatClient chat = client.AsIChatClient();
        #endregion

        await chat.GetResponseAsync("Hello", cancellationToken: cancellationToken);
        Assert.NotEmpty(answer.Text);
        Assert.All(
            emulator.Requests,
            static sent => Assert.Equal(MiniMaxModels.M3_1_Flash, sent.Json.GetProperty("model").GetString()));
    }

    public async Task PrimaryHandler()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Provider"] = "OpenAICompatible";
        builder.Configuration["MiniMax:ApiKey"] = apiKey;
        builder.Configuration["MiniMax:BaseAddress"] = "http://gateway.invalid/v1";
        builder.Configuration["MiniMax:AllowInsecureHttp"] = "true";
        Uri proxyAddress = emulator.OpenAICompatible;

        #region primary-handler
        builder.Services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { Proxy = new WebProxy(proxyAddress), PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        #endregion

        using IHost host = builder.Build();
        // The emulator gets the request for another host, and has no such path.
        await Assert.ThrowsAnyAsync<MiniMaxException>(() => host.Services.GetRequiredService<IChatCompletionsClient>()
            .CompleteAsync("Hello", MiniMaxModels.M3, cancellationToken));
        Assert.NotEmpty(emulator.Requests);
    }

    public async Task ServiceDiscovery()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Services:gateway:http:0"] = emulator.OpenAICompatible.GetLeftPart(UriPartial.Authority);
        builder.Configuration["MiniMax:Provider"] = "OpenAICompatible";
        builder.Configuration["MiniMax:ApiKey"] = apiKey;
        builder.Configuration["MiniMax:BaseAddress"] = "https+http://gateway" + emulator.OpenAICompatible.AbsolutePath;
        builder.Configuration["MiniMax:AllowInsecureHttp"] = "true";

        #region service-discovery
        builder.Services.AddServiceDiscovery();
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax")).AddServiceDiscovery();
        #endregion

        using IHost host = builder.Build();
        await host.Services.GetRequiredService<IChatCompletionsClient>()
            .CompleteAsync("Hello", MiniMaxModels.M3, cancellationToken);
        Assert.Single(emulator.Requests);
    }

    public async Task HealthChecks()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddMiniMaxClient(o => o.UseAimlApi(apiKey, emulator.AimlApi.ToString()));
        builder.Services.AddMiniMaxClient("cheap", o => o.UseMiniMax("another-key", emulator.MiniMax.ToString()));

        #region health-checks
        builder.Services.AddHealthChecks().AddMiniMax();
        builder.Services.AddHealthChecks().AddMiniMax("cheap models", "cheap", HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(5));
        #endregion

        using IHost host = builder.Build();
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken);
        Assert.Equal(HealthStatus.Healthy, report.Entries["minimax"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["cheap models"].Status);
    }

    public async Task SeveralProviders()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Providers:0:Provider"] = "AimlApi";
        builder.Configuration["MiniMax:Providers:0:ApiKey"] = apiKey;
        builder.Configuration["MiniMax:Providers:0:BaseAddress"] = emulator.AimlApi.ToString();
        builder.Configuration["MiniMax:Providers:1:Provider"] = "RunApi";
        builder.Configuration["MiniMax:Providers:1:ApiKey"] = apiKey;
        builder.Configuration["MiniMax:Providers:1:BaseAddress"] = emulator.RunApi.ToString();
        emulator.Enqueue(Reply.Error(402, "No credits"));

        #region services
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M3, new ModelPrice { Input = 0.30m, Output = 1.20m });       // RunAPI reports no cost
        builder.Services.AddSingleton(prices);
        builder.Services.AddSingleton(new SpendLimit(5.00m, TimeSpan.FromDays(1)));
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        var client = host.Services.GetRequiredService<IChatCompletionsClient>();
        Assert.Equal("runapi", (await client.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken)).Call!.Provider);
        Assert.True(host.Services.GetRequiredService<SpendLimit>().Spent > 0);
        await host.StopAsync(cancellationToken);
    }
}

#region greeter
public sealed class Greeter(IChatCompletionsClient client, [FromKeyedServices("cheap")] IChatCompletionsClient cheap)
{
    public async Task<string> GreetAsync(string name)
    {
        ChatCompletion draft = await cheap.CompleteAsync($"Greet {name}.", MiniMaxModels.M3);
        return (await client.CompleteAsync($"Polish: {draft.Text}", MiniMaxModels.M3_1_Flash)).Text;
    }
}
#endregion
