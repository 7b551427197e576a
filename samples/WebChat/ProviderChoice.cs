namespace MiniMaxClient.Samples.WebChat;

/// <summary>A provider that the page offers.</summary>
/// <param name="Id">What the page sends to choose it.</param>
/// <param name="Name">The name that people know.</param>
/// <param name="Model">The model that it is asked for.</param>
/// <param name="IsEmulated">Whether the emulator answers in its place.</param>
internal sealed record ProviderChoice(string Id, string Name, string Model, bool IsEmulated);
