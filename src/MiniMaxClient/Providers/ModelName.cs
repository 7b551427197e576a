using System.Text;

namespace MiniMaxClient.Providers;

/// <summary>Compares the names that hosts have for the same model.</summary>
internal static class ModelName
{
    private const int DateLength = 8;

    private static readonly HashSet<string> NamesWithoutEffort =
    [
        .. new[]
        {
            MiniMaxModels.M1, MiniMaxModels.M2, MiniMaxModels.M2_1, MiniMaxModels.M2_1_Highspeed, MiniMaxModels.M2_5,
            MiniMaxModels.M2_5_Highspeed, MiniMaxModels.M2_7, MiniMaxModels.M2_7_Highspeed, MiniMaxModels.M2_Her,
            MiniMaxModels.M3,
        }.Select(Normalize),
    ];

    // M2.x reasons regardless of "thinking".
    private static readonly HashSet<string> NamesThatIgnoreThinking =
        [.. NamesWithoutEffort.Except([Normalize(MiniMaxModels.M3), Normalize(MiniMaxModels.M2_Her)])];

    private static readonly string FlashName = Normalize(MiniMaxModels.M3_1_Flash);
    private static readonly string FlashPreviewName = FlashName + "preview";
    private static readonly string RolePlayName = Normalize(MiniMaxModels.M2_Her);

    /// <summary>Removes what a model of MiniMax is known to lack on every host from capabilities that name no model.</summary>
    public static ModelCapabilities RestrictCapabilities(ModelCapabilities capabilities, string id)
    {
        string name = Normalize(id);
        if (NamesWithoutEffort.Contains(name))
            capabilities = capabilities with { ReasoningEfforts = [] };
        if (NamesThatIgnoreThinking.Contains(name))
            return capabilities with { IgnoredFields = [.. capabilities.IgnoredFields, "thinking"] };

        // MiniMax answers "disabled" with 400 (2013) in chat completions (dev.to/aihubmix, 2026-10-19).
        return name == FlashName || name == FlashPreviewName
            ? capabilities with
            {
                ReasoningEfforts = capabilities.ReasoningEfforts ?? ReasoningEffort.Levels,
                ThinkingTypes = capabilities.ThinkingTypes?.Except(["disabled"]).ToArray(),
            }
            : capabilities;
    }

    /// <summary>Determines whether an id names the model of MiniMax that does not reason.</summary>
    public static bool IsWithoutReasoning(string id) => Normalize(id) == RolePlayName;

    /// <summary>
    /// Determines whether two ids name the same model: they differ only in case, punctuation, the vendor and a date at the end.
    /// </summary>
    /// <remarks>
    /// Observed pairs: <c>minimax/m2-7-20260402</c> and <c>MiniMax-M2.7</c> (AIML API), <c>minimax-minimax-m2</c> and
    /// <c>minimax/minimax-m2</c> (ModelsLab over OpenRouter), <c>MiniMaxAI/MiniMax-M2</c> and <c>MiniMax-M2</c>.
    /// </remarks>
    public static bool IsSame(string first, string second) =>
        string.Equals(first, second, StringComparison.OrdinalIgnoreCase) || Normalize(first) == Normalize(second);

    /// <summary>Converts an id to a name that is the same for all ids of a model.</summary>
    public static string Normalize(string id)
    {
        var name = new StringBuilder(id.Length);
        foreach (char c in id)
        {
            if (char.IsLetterOrDigit(c))
                name.Append(char.ToLowerInvariant(c));
        }

        name.Replace("minimaxai", "").Replace("minimax", "");
        int start = name.Length - DateLength;
        return start > 0 && EndsWithDate(name, start) ? name.ToString(0, start) : name.ToString();
    }

    private static bool EndsWithDate(StringBuilder name, int start)
    {
        for (int i = start; i < name.Length; i++)
        {
            if (name[i] is < '0' or > '9')
                return false;
        }

        return name[start] == '2' && name[start + 1] == '0';
    }
}
