using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace MiniMaxClient.DependencyInjection;

/// <summary>The clients that <c>AddMiniMaxClient</c> has registered, by the names of their HTTP clients.</summary>
internal sealed class RegisteredClients
{
    private const string DefaultName = "MiniMaxClient";

    private readonly Dictionary<string, string> _optionsNames = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _ownHandlers = new(StringComparer.Ordinal);

    /// <summary>Gets the clients that are registered with services.</summary>
    public static RegisteredClients GetOrAdd(IServiceCollection services)
    {
        ServiceDescriptor? existing = services.FirstOrDefault(
            static service => service.ServiceType == typeof(RegisteredClients) && !service.IsKeyedService);
        if (existing?.ImplementationInstance is RegisteredClients clients)
            return clients;
        clients = new();
        services.AddSingleton(clients);
        return clients;
    }

    /// <summary>Adds a client and returns the name of its HTTP client.</summary>
    /// <param name="clientName">The key of the client; null for the client without a key.</param>
    /// <param name="optionsName">The name of the options of the client.</param>
    public string Add(string? clientName, string optionsName)
    {
        string httpClientName = clientName is null ? DefaultName : $"{DefaultName}:{clientName}";
        _optionsNames[httpClientName] = optionsName;
        return httpClientName;
    }

    /// <summary>Finds the name of the options of a client; null if the HTTP client belongs to none.</summary>
    /// <param name="httpClientName">The name of the HTTP client.</param>
    public string? FindOptionsName(string? httpClientName) =>
        httpClientName is not null && _optionsNames.TryGetValue(httpClientName, out string? optionsName) ? optionsName : null;

    /// <summary>Records whether an HTTP client has the primary handler of the library.</summary>
    public void SetHandler(string httpClientName, bool isOwn) => _ownHandlers[httpClientName] = isOwn;

    /// <summary>Determines whether a created HTTP client has the primary handler of the library.</summary>
    public bool HasOwnHandler(string httpClientName) => _ownHandlers.TryGetValue(httpClientName, out bool isOwn) && isOwn;
}
