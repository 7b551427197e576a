using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Binds the list of models of a configuration section and collects all problems.</summary>
internal static class ModelListBinder
{
    /// <summary>Adds the models of a list to the options.</summary>
    public static void Bind(IConfigurationSection list, MiniMaxClientOptions options)
    {
        if (list.Value is { Length: > 0 })
            options.AddBindingProblem($"{list.Key} has a value; it must be a list of models.");
        foreach (IConfigurationSection entry in list.GetChildren())
        {
            var model = new ProviderModel { Model = "" };
            foreach (IConfigurationSection setting in entry.GetChildren())
                model = BindProperty(model, setting, $"{list.Key}:{entry.Key}:{setting.Key}", options.AddBindingProblem);
            if (!entry.GetChildren().Any())
                options.AddBindingProblem($"{list.Key}:{entry.Key} is not a model; it must have the key Model and others.");
            else
                SetModel(options.Models, model);
        }
    }

    // The same section can be bound twice, and a later section replaces the entry of an earlier one.
    private static void SetModel(IList<ProviderModel> models, ProviderModel model)
    {
        if (models.FirstOrDefault(one => one.Model == model.Model) is { } replaced && model.Model.Length > 0)
            models.Remove(replaced);
        models.Add(model);
    }

    private static ProviderModel BindProperty(
        ProviderModel model, IConfigurationSection setting, string path, Action<string> addProblem)
    {
        switch (setting.Key.ToUpperInvariant())
        {
            // Versions of the configuration packages differ on null and [] of a JSON file: one is null, the other an empty text.
            case "CONTEXTLENGTH" or "MAXOUTPUTTOKENS" or "INPUTS"
                when string.IsNullOrEmpty(setting.Value) && !setting.GetChildren().Any():
                return model;
            case "MODEL":
                return model with { Model = setting.Value ?? "" };
            case "ID":
                return model with { Id = setting.Value };
            case "CONTEXTLENGTH":
                return model with { ContextLength = ReadTokenCount(setting, path, addProblem) };
            case "MAXOUTPUTTOKENS":
                return model with { MaxOutputTokens = ReadTokenCount(setting, path, addProblem) };
            case "INPUTS":
                return model with { Inputs = ReadInputs(setting, path, addProblem) };
            case "EFFORT":
                return model with
                {
                    Effort = [.. ReadList(setting, path, addProblem).Select(static item => ToEffort(item.Text))],
                };
            default:
                addProblem($"{path} is not a known setting.");
                return model;
        }
    }

    // The names of ReasoningEffort's members are as valid as the values on the wire.
    private static ReasoningEffort ToEffort(string text) => new(text.ToLowerInvariant());

    private static long? ReadTokenCount(IConfigurationSection setting, string path, Action<string> addProblem)
    {
        if (ConfigurationSetting.TryParseInt64(setting.Value ?? "", out long value))
            return value;
        addProblem($"{path} is '{setting.Value}'; it must be an integer.");
        return null;
    }

    private static List<ModelInput> ReadInputs(IConfigurationSection setting, string path, Action<string> addProblem)
    {
        var inputs = new List<ModelInput>();
        foreach ((string itemPath, string text) in ReadList(setting, path, addProblem))
        {
            if (ConfigurationSetting.TryParseEnum(text, out ModelInput input))
                inputs.Add(input);
            else
                addProblem($"{itemPath} is '{text}'; it must be Text, Image, Video or File.");
        }

        return inputs;
    }

    /// <summary>Reads the items of a list; an empty array of a JSON file has the value "".</summary>
    private static List<(string Path, string Text)> ReadList(
        IConfigurationSection setting, string path, Action<string> addProblem)
    {
        if (setting.Value is { Length: > 0 })
            addProblem($"{path} has a value; it must be a list.");
        var items = new List<(string, string)>();
        foreach (IConfigurationSection item in setting.GetChildren())
        {
            if (item.Value is { Length: > 0 } text)
                items.Add(($"{path}:{item.Key}", text));
            else
                addProblem($"{path}:{item.Key} has no value.");
        }

        return items;
    }
}
