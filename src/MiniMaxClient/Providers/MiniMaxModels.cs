using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>Provides the canonical ids of the MiniMax models, which each adapter maps to the provider's own ids.</summary>
/// <remarks>
/// They are MiniMax's own ids. An adapter sends an id that it does not know unchanged, so that a new model, a dated snapshot or a
/// provider's own id works without a new version of the library.
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

    /// <summary>MiniMax-M2.1-highspeed, the same model at about 100 tokens per second.</summary>
    public const string M2_1_Highspeed = "MiniMax-M2.1-highspeed";

    /// <summary>MiniMax-M2.5.</summary>
    public const string M2_5 = "MiniMax-M2.5";

    /// <summary>MiniMax-M2.5-highspeed.</summary>
    public const string M2_5_Highspeed = "MiniMax-M2.5-highspeed";

    /// <summary>MiniMax-M2.7.</summary>
    public const string M2_7 = "MiniMax-M2.7";

    /// <summary>MiniMax-M2.7-highspeed.</summary>
    public const string M2_7_Highspeed = "MiniMax-M2.7-highspeed";

    /// <summary>M2-her, for role play, without reasoning.</summary>
    public const string M2_Her = "M2-her";

    /// <summary>MiniMax-M3, with a context of 1M tokens.</summary>
    public const string M3 = "MiniMax-M3";

    /// <summary>
    /// MiniMax-M3.1-Flash, MiniMax's default model since October 2026, which always reasons, with a context of 1M tokens.
    /// </summary>
    public const string M3_1_Flash = "MiniMax-M3.1-Flash";

    /// <summary>Determines whether a canonical id or a provider's own id is that of a MiniMax model.</summary>
    /// <remarks>
    /// All known ids except <c>M2-her</c> contain the vendor's name (<c>minimax/m2-7-20260402</c>, <c>MiniMaxAI/MiniMax-M2</c>,
    /// <c>minimax-minimax-m2</c>).
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
