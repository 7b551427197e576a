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
        FindEntry(model)?.Capabilities ?? GetUnlistedCapabilities(model);

    /// <summary>Determines whether the provider is not known to serve a model of MiniMax.</summary>
    public bool IsUnlisted(string model) =>
        _hasProviderModels && FindEntry(model) is null && MiniMaxModels.IsMiniMaxModel(model);

    /// <summary>Determines whether the model of a response is the requested one under any of its ids.</summary>
    public bool IsSameModel(string requested, string responded) =>
        (FindEntry(requested)?.Ids ?? [requested]).Any(id => ModelName.IsSame(id, responded));

    private void AddApplicationModel(ProviderModel model)
    {
        // A model that is mapped to another one of the table has the capabilities of that one.
        ModelEntry? own = FindEntry(model.Model);
        ModelEntry? known = FindEntry(model.Id ?? model.Model) ?? own;
        string id = model.Id ?? MapModel(model.Model);
        ModelEntry entry = (known ?? new(model.Model, id, GetUnlistedCapabilities(id))).With(model);
        _entries[model.Model] = entry;
        if (model.Id is not null)
            _mappedIds[model.Model] = model.Id;
        if (FindEntry(id) is null)
            _entries[id] = entry;

        // The canonical and the provider's own id of a model name the same model; an alias may name another one.
        if (own is not null && own.Id == id && !own.Aliases.Contains(model.Model))
            _entries[own.Model] = _entries[own.Id] = entry;
    }

    private ModelCapabilities GetUnlistedCapabilities(string id) =>
        ModelName.RestrictCapabilities(_getUnlistedCapabilities(id), id);

    private ModelEntry? FindEntry(string model) => _entries.TryGetValue(model, out ModelEntry? entry) ? entry : null;
}
