namespace MiniMaxClient;

/// <summary>Specifies how fields of a request are handled that the model or provider does not support.</summary>
public enum UnsupportedFieldHandling
{
    /// <summary>
    /// Throws <see cref="MiniMaxInvalidRequestException"/> before the request is sent.
    /// </summary>
    Throw,

    /// <summary>Removes the field from the request and logs a warning.</summary>
    Drop,
}
