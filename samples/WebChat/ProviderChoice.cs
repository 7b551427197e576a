namespace MiniMaxClient.Samples.WebChat;

/// <summary>Represents a provider that the page lists.</summary>
/// <param name="Id">The id in the page's requests.</param>
/// <param name="Name">The display name.</param>
/// <param name="Model">The model.</param>
/// <param name="IsEmulated">Whether the emulator replaces the provider.</param>
/// <param name="Efforts">The values of the reasoning effort; empty if it cannot be selected.</param>
/// <param name="Images">The images of a question; null if the model does not read images.</param>
internal sealed record ProviderChoice(
    string Id, string Name, string Model, bool IsEmulated, IReadOnlyList<string> Efforts, ImageLimits? Images)
{
    /// <summary>Creates the choice with what the capabilities of the model allow.</summary>
    public static ProviderChoice Create(
        string id, string name, string model, bool isEmulated, ModelCapabilities capabilities) =>
        new(id, name, model, isEmulated, [.. GetEfforts(capabilities)], CanReadImages(capabilities) ? ImageLimits.Default : null);

    private static IEnumerable<string> GetEfforts(ModelCapabilities capabilities)
    {
        // The library sends the effort "none" as the thinking type "disabled".
        bool canStopThinking = HasField("thinking") && capabilities.ThinkingTypes?.Contains("disabled") == true
            && !capabilities.IgnoredFields.Contains("thinking");
        if (canStopThinking)
            yield return ReasoningEffort.None.Value;

        // Without a list the values are unknown, and none is offered.
        if (!HasField("reasoning_effort") || capabilities.ReasoningEfforts is not { } efforts)
            yield break;
        foreach (ReasoningEffort effort in efforts.Where(static effort => effort != ReasoningEffort.None))
            yield return effort.Value;

        bool HasField(string name) => capabilities.Fields?.Contains(name) != false;
    }

    private static bool CanReadImages(ModelCapabilities capabilities) =>
        capabilities.UserPartTypes?.Contains("image_url") != false && !capabilities.IgnoredPartTypes.Contains("image_url");
}
