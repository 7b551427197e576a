namespace MiniMaxClient.Samples.WebChat;

/// <summary>Represents a provider that the page lists.</summary>
/// <param name="Id">The id in the page's requests.</param>
/// <param name="Name">The display name.</param>
/// <param name="Model">The model.</param>
/// <param name="IsEmulated">Whether the emulator replaces the provider.</param>
internal sealed record ProviderChoice(string Id, string Name, string Model, bool IsEmulated);
