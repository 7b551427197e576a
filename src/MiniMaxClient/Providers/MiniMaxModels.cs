using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>The canonical ids of the MiniMax models; each adapter sends the provider's own id for them.</summary>
/// <remarks>
/// They are MiniMax's own ids. An id that an adapter does not know goes to the provider as it is, so a new model, a dated
/// snapshot or a provider's own spelling works without a new version of this library.
/// </remarks>
[SuppressMessage("Naming", "CA1707", Justification = "M2_7 reads as M2.7; M27 would not.")]
public static class MiniMaxModels
{
    /// <summary>MiniMax-M1, the older reasoning model with a context of 1M tokens.</summary>
    public const string M1 = "MiniMax-M1";

    /// <summary>MiniMax-M2.</summary>
    public const string M2 = "MiniMax-M2";

    /// <summary>MiniMax-M2.1.</summary>
    public const string M2_1 = "MiniMax-M2.1";

    /// <summary>MiniMax-M2.1-highspeed: the same model, about 100 tokens a second.</summary>
    public const string M2_1_Highspeed = "MiniMax-M2.1-highspeed";

    /// <summary>MiniMax-M2.5.</summary>
    public const string M2_5 = "MiniMax-M2.5";

    /// <summary>MiniMax-M2.5-highspeed.</summary>
    public const string M2_5_Highspeed = "MiniMax-M2.5-highspeed";

    /// <summary>MiniMax-M2.7.</summary>
    public const string M2_7 = "MiniMax-M2.7";

    /// <summary>MiniMax-M2.7-highspeed.</summary>
    public const string M2_7_Highspeed = "MiniMax-M2.7-highspeed";

    /// <summary>M2-her, for role play; it does not think.</summary>
    public const string M2_Her = "M2-her";

    /// <summary>MiniMax-M3, with a context of 1M tokens.</summary>
    public const string M3 = "MiniMax-M3";

    /// <summary>
    /// MiniMax-M3.1-Flash, MiniMax's default model since October 2026: always reasons, context of 1M tokens.
    /// </summary>
    public const string M3_1_Flash = "MiniMax-M3.1-Flash";

    /// <summary>Whether an id names a MiniMax model, in a provider's own spelling too.</summary>
    /// <remarks>
    /// All ids seen have the vendor's name in them (<c>minimax/m2-7-20260402</c>, <c>MiniMaxAI/MiniMax-M2</c>,
    /// <c>minimax-minimax-m2</c>), save for <c>M2-her</c>.
    /// </remarks>
    internal static bool IsMiniMaxModel(string? model)
    {
        if (model is null)
            return false;
        if (model.Contains("minimax", StringComparison.OrdinalIgnoreCase))
            return true;
        string name = model.Substring(model.LastIndexOf('/') + 1);
        return name.StartsWith(M2_Her, StringComparison.OrdinalIgnoreCase)
            && (name.Length == M2_Her.Length || !char.IsLetterOrDigit(name[M2_Her.Length]));
    }
}
