namespace MiniMaxClient;

/// <summary>What becomes of a request's field that the provider does not take.</summary>
public enum UnsupportedFields
{
    /// <summary>The request is refused before anything is sent.</summary>
    Refuse,

    /// <summary>The field is left out, with a warning in the log.</summary>
    Drop,
}
