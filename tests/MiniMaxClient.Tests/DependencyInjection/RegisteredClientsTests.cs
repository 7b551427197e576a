using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class RegisteredClientsTests
{
    [Theory]
    [InlineData(null, "MiniMaxClient", "")]
    [InlineData("cheap", "MiniMaxClient:cheap", "cheap")]
    public void FindOptionsName_NameOfARegisteredClient_ReturnsItsOptions(string? clientName, string httpClientName, string optionsName)
    {
        var clients = new RegisteredClients();

        Assert.Equal(httpClientName, clients.Add(clientName, optionsName));
        Assert.Equal(optionsName, clients.FindOptionsName(httpClientName));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient:other")]
    public void FindOptionsName_OtherName_ReturnsNull(string? httpClientName)
    {
        var clients = new RegisteredClients();
        clients.Add("cheap", "cheap");

        Assert.Null(clients.FindOptionsName(httpClientName));
    }

    [Fact]
    public void GetOrAdd_SameServices_ReturnsTheSameClients()
    {
        var services = new ServiceCollection();
        Assert.Same(RegisteredClients.GetOrAdd(services), RegisteredClients.GetOrAdd(services));
        Assert.NotSame(RegisteredClients.GetOrAdd(services), RegisteredClients.GetOrAdd(new ServiceCollection()));
    }

    [Fact]
    public async Task HttpClientOfTheApp_WithTheNameOfNoClient_IsLeftAlone()
    {
        var handler = new HttpClientHandler();
        var services = new ServiceCollection();
        services.AddHttpClient("MiniMaxClient").ConfigurePrimaryHttpMessageHandler(() => handler);
        services.AddMiniMaxClient("cheap", static o => o.UseRunApi("key-1"));
        await using ServiceProvider provider = services.BuildServiceProvider();

        using HttpClient http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("MiniMaxClient");

        Assert.True(handler.AllowAutoRedirect);
    }
}
