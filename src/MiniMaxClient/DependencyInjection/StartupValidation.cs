using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MiniMaxClient.DependencyInjection;

/// <summary>
/// Validates the options of a registered client when the host starts, unless the application has removed the client.
/// </summary>
/// <remarks>
/// The host creates the options that are marked with <c>ValidateOnStart</c>. These empty ones are marked instead of those of the
/// client: the mark cannot be removed, and a client that a test replaces by a fake usually has incomplete options.
/// </remarks>
internal sealed class StartupValidation
{
    /// <summary>Adds the validation of a client's options.</summary>
    /// <param name="services">The services, which the host has completed when it starts.</param>
    /// <param name="client">The registration of the client.</param>
    /// <param name="optionsName">The name of the client's options.</param>
    public static void Add(IServiceCollection services, ServiceDescriptor client, string optionsName) =>
        services.AddOptions<StartupValidation>(optionsName)
            .Configure<IOptionsMonitor<MiniMaxClientOptions>>((_, options) =>
            {
                if (IsInUse(services, client))
                    options.Get(optionsName);
            })
            .ValidateOnStart();

    // A registration that was added later may be a decorator of this client, so only a removed client is not in use. Of several
    // clients with the same key, the last one has the options.
    private static bool IsInUse(IServiceCollection services, ServiceDescriptor client) => services.Contains(client);
}
