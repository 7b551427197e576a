namespace MiniMaxClient.Providers;

/// <summary>Represents the models of a provider: those that the library knows and those of the application.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _mappedIds = new(StringComparer.Ordinal);
    private readonly Func<string, ModelCapabilities> _getUnlistedCapabilities;
    private readonly bool _hasProviderModels;

    /// <param name="providerModels">The models that the provider documents; empty for a compatible host.</param>
    /// <param name="getUnlistedCapabilities">Gets the capabilities of a model without an entry, by its id.</param>
    /// <param name="applicationModels">The models of the application, which take precedence.</param>
    public ModelTable(
        IReadOnlyList<ModelEntry> providerModels,
        Func<string, ModelCapabilities> getUnlistedCapabilities,
        IReadOnlyList<ProviderModel> applicationModels)
    {
        _getUnlistedCapabilities = getUnlistedCapabilities;
        _hasProviderModels = providerModels.Count > 0;
        foreach (ModelEntry entry in providerModels)
        {
            _mappedIds[entry.Model] = entry.Id;
            foreach (string id in entry.Ids)
                _entries[id] = entry;
        }

        foreach (ProviderModel model in applicationModels)
            AddApplicationModel(model);
    }

    /// <summary>Gets the provider's own id of a model; returns an id that is unknown or the provider's own unchanged.</summary>
    public string MapModel(string model) => _mappedIds.TryGetValue(model, out string? id) ? id : model;

    public ModelCapabilities GetCapabilities(string model) =>
        FindEntry(model)?.Capabilities ?? _getUnlistedCapabilities(model);

    /// <summary>Determines whether the provider is not known to serve a model of MiniMax.</summary>
    public bool IsUnlisted(string model) =>
        _hasProviderModels && FindEntry(model) is null && MiniMaxModels.IsMiniMaxModel(model);

    /// <summary>Determines whether the model of a response is the requested one under any of its ids.</summary>
    public bool IsSameModel(string requested, string responded) =>
        (FindEntry(requested)?.Ids ?? [requested]).Any(id => ModelName.IsSame(id, responded));

    private void AddApplicationModel(ProviderModel model)
    {
        ModelEntry? known = FindEntry(model.Model);
        string id = model.Id ?? known?.Id ?? model.Model;
        ModelEntry entry = (known ?? FindEntry(id) ?? new(model.Model, id, _getUnlistedCapabilities(id))).With(model);
        foreach (string name in known?.Ids ?? [model.Model])
        {
            _entries[name] = entry;
            if (model.Id is not null && (name == model.Model || name == known!.Model))
                _mappedIds[name] = model.Id;
        }

        if (FindEntry(id) is null)
            _entries[id] = entry;
    }

    private ModelEntry? FindEntry(string model) => _entries.TryGetValue(model, out ModelEntry? entry) ? entry : null;
}
