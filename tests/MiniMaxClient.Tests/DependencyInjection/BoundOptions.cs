using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

/// <summary>Creates options and services from the JSON of a configuration section.</summary>
internal static class BoundOptions
{
    public static MiniMaxClientOptions FromJson(string json)
    {
        var options = new MiniMaxClientOptions();
        MiniMaxClientOptionsBinder.Bind(CreateSection(json), options);
        return options;
    }

    public static ServiceProvider BuildServices(string json, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        add?.Invoke(services);
        services.AddMiniMaxClient(CreateSection(json));
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static IConfiguration CreateSection(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
