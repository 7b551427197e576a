namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Specifies the result of a check.</summary>
internal enum Outcome
{
    /// <summary>The provider behaves as the library assumes.</summary>
    Confirmed,

    /// <summary>The provider behaves in another way than the library assumes.</summary>
    Different,

    /// <summary>The library does not assume the feature, and the provider does not offer it.</summary>
    NotOffered,

    /// <summary>The check did not run to its end: spend ceiling, a failed prerequisite, a timeout.</summary>
    NotRun,
}

/// <summary>The words for <see cref="Outcome"/>.</summary>
internal static class OutcomeText
{
    public static string ToText(this Outcome outcome) => outcome switch
    {
        Outcome.Confirmed => "confirmed",
        Outcome.Different => "different",
        Outcome.NotOffered => "not offered",
        _ => "not run",
    };
}
