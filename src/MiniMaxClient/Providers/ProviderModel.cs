namespace MiniMaxClient;

/// <summary>Represents a model that an application adds to an adapter, or changes in the adapter's own table.</summary>
/// <remarks>A property that is null keeps the value of the adapter's table.</remarks>
public sealed record ProviderModel
{
    /// <summary>Gets the id that requests use: a canonical id of <see cref="MiniMaxModels"/> or any other.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the provider's own id, which is sent.</summary>
    /// <value>Default: null, which is the id of the adapter's table, or <see cref="Model"/>.</value>
    public string? Id { get; init; }

    /// <summary>Gets the maximum number of tokens of a prompt and its completion together.</summary>
    /// <value>Range: at least 1. Default: null.</value>
    public long? ContextLength { get; init; }

    /// <summary>Gets the maximum number of completion tokens; a request for more is rejected.</summary>
    /// <value>Range: at least 1. Default: null.</value>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Gets the kinds of content that user messages can have; requests with others are rejected.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyCollection<ModelInput>? Inputs { get; init; }

    /// <summary>Gets the supported values of <see cref="ReasoningEffort"/>; an empty list supports none.</summary>
    /// <remarks>
    /// <see cref="ReasoningEffort.None"/> must be in the list to be supported; it is sent as <c>thinking</c> to a model with that
    /// switch. For a model that the adapter does not know, null accepts every value.
    /// </remarks>
    /// <value>Default: null.</value>
    public IReadOnlyCollection<ReasoningEffort>? Effort { get; init; }

    /// <summary>Gets a message for each invalid property, without the path of the model.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (!IsValidId(Model))
            yield return "Model is empty or contains white space or a control character.";
        if (Id is not null && !IsValidId(Id))
            yield return "Id is empty or contains white space or a control character.";
        if (ContextLength < 1)
            yield return $"ContextLength is {ContextLength}; it must be at least 1.";
        if (MaxOutputTokens < 1)
            yield return $"MaxOutputTokens is {MaxOutputTokens}; it must be at least 1.";
        if (Inputs?.Contains(ModelInput.Text) == false)
            yield return "Inputs does not contain Text, which every model processes.";
        if (Inputs?.Any(static input => input is < ModelInput.Text or > ModelInput.File) == true)
            yield return "Inputs contains an undefined value; it can contain Text, Image, Video and File.";
        if (Effort?.Any(static effort => string.IsNullOrWhiteSpace(effort.Value)) == true)
            yield return "Effort contains an empty value.";
    }

    /// <summary>Gets a message for each invalid or repeated model of a list.</summary>
    internal static IEnumerable<string> GetProblems(IReadOnlyList<ProviderModel> models)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < models.Count; i++)
        {
            if (models[i] is not { } model)
            {
                yield return $"Models[{i}] is null.";
                continue;
            }

            foreach (string problem in model.GetProblems())
                yield return $"Models[{i}].{problem}";
            if (!string.IsNullOrEmpty(model.Model) && !names.Add(model.Model))
                yield return $"Models[{i}].Model is '{model.Model}', which is also the model of another entry.";
        }
    }

    private static bool IsValidId(string? id) =>
        !string.IsNullOrEmpty(id) && !id!.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c));
}
