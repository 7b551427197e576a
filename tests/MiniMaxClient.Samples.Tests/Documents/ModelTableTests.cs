using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Compares the model tables of the guide to providers with the capabilities of the adapters.</summary>
public sealed partial class ModelTableTests
{
    private static readonly ProviderAdapter[] Adapters =
    [
        new MiniMaxAdapter("test-key"), new AimlApiAdapter("test-key"), new RunApiAdapter("test-key"),
        new ModelsLabAdapter("test-key"),
    ];

    public static TheoryData<string, string, string> Rows { get; } =
    [
        .. from Match table in Tables().Matches(RepositoryPages.Read("src/MiniMaxClient/docs/providers.md"))
           from line in table.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let cells = line.Split('|', 3)
           from Match name in Names().Matches(cells[1])
           select (table.Groups[1].Value, name.Groups[1].Value, cells[2].Trim()),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_OfAModel_HasItsCapabilities(string adapterName, string modelName, string row)
    {
        ProviderAdapter adapter = Adapters.Single(one => one.GetType().Name == adapterName);
        string model = (string)typeof(MiniMaxModels).GetField(modelName)!.GetRawConstantValue()!;
        ModelCapabilities capabilities = adapter.GetCapabilities(model);
        string id = adapter.MapModel(model);
        string[] expected =
        [
            row.StartsWith("canonical", StringComparison.Ordinal) && id == model ? "canonical" : $"`{id}`",
            GetNumber(capabilities.ContextLength),
            GetNumber(capabilities.MaxOutputTokens),
            GetInputs(capabilities),
            GetEfforts(capabilities),
            GetValues("thinking", capabilities.ThinkingTypes, capabilities),
            GetValues("tool_choice", capabilities.ToolChoices, capabilities),
            capabilities.RetirementDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        ];
        Assert.Equal(expected, row.TrimEnd('|').Split('|').Select(static cell => cell.Trim()));
    }

    [Fact]
    public void Tables_OfThePage_HaveEveryModelThatAnAdapterLists()
    {
        string[] models = [.. typeof(MiniMaxModels).GetFields().Select(static field => field.Name)];
        IEnumerable<string> listed =
            from adapter in Adapters
            from name in models
            let model = (string)typeof(MiniMaxModels).GetField(name)!.GetRawConstantValue()!
            where adapter.GetCapabilities(model).ContextLength is not null
            select $"{adapter.GetType().Name} {name}";
        Assert.Equal(listed.Order(), Rows.Select(static row => $"{row.Data.Item1} {row.Data.Item2}").Order());
    }

    private static string GetNumber(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "any";

    private static string GetInputs(ModelCapabilities capabilities) => capabilities.UserPartTypes is not { } types
        ? "any"
        : string.Join(", ", types.Select(type =>
            type.Replace("_url", "", StringComparison.Ordinal)
            + (capabilities.IgnoredPartTypes.Contains(type) ? " (ignored)" : "")));

    private static string GetEfforts(ModelCapabilities capabilities) =>
        capabilities.Fields?.Contains("reasoning_effort") == false || capabilities.ReasoningEfforts is { Count: 0 } ? "–"
        : capabilities.ReasoningEfforts is { } efforts ? $"`{efforts.First()}` to `{efforts.Last()}`"
        : "any";

    private static string GetValues(string field, IEnumerable<string>? values, ModelCapabilities capabilities) =>
        capabilities.Fields?.Contains(field) == false ? "–"
        : capabilities.IgnoredFields.Contains(field) ? "ignored"
        : values is null ? "any"
        : string.Join(", ", values.Select(static value => $"`{value}`"));

    [GeneratedRegex(@"^\| `(\w+Adapter)` \| id \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Tables();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Names();
}
