namespace MiniMaxClient.Providers;

/// <summary>Represents a row of a provider's model table.</summary>
/// <param name="Model">The canonical id, or the provider's own id of a model without one.</param>
/// <param name="Id">The provider's own id.</param>
/// <param name="Capabilities">The features of the model at the provider.</param>
internal sealed record ModelEntry(string Model, string Id, ModelCapabilities Capabilities)
{
    /// <summary>Gets other ids of the model, which are sent unchanged.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Gets all ids of the model.</summary>
    public IEnumerable<string> Ids => [Model, Id, .. Aliases];

    /// <summary>Creates the row with the properties that an application sets.</summary>
    public ModelEntry With(ProviderModel model)
    {
        ModelCapabilities capabilities = Capabilities with
        {
            ContextLength = model.ContextLength ?? Capabilities.ContextLength,
            MaxOutputTokens = model.MaxOutputTokens ?? Capabilities.MaxOutputTokens,
            Source = $"Models of the adapter, over {Capabilities.Source}",
        };
        if (model.Inputs is { } inputs)
            capabilities = capabilities with { UserPartTypes = [.. inputs.Select(GetPartType)], IgnoredPartTypes = [] };
        if (model.Effort is { } efforts)
        {
            capabilities = capabilities with
            {
                ReasoningEfforts = efforts,
                ThinkingTypes = efforts.Contains(ReasoningEffort.None)
                    ? capabilities.ThinkingTypes
                    : capabilities.ThinkingTypes?.Except(["disabled"]).ToArray(),
                Fields = capabilities.Fields is not { } fields ? null
                    : efforts.Count > 0 ? [.. fields.Union(["reasoning_effort"])]
                    : [.. fields.Except(["reasoning_effort"])],
            };
        }

        return new(model.Model, model.Id ?? Id, capabilities) { Aliases = Aliases };
    }

    private static string GetPartType(ModelInput input) => input switch
    {
        ModelInput.Image => "image_url",
        ModelInput.Video => "video_url",
        ModelInput.File => "file",
        _ => "text",
    };
}
