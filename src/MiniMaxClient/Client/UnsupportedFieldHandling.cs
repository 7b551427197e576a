namespace MiniMaxClient;

/// <summary>Specifies how request fields that the model or provider does not support are handled.</summary>
public enum UnsupportedFieldHandling
{
    /// <summary>Throws <see cref="MiniMaxInvalidRequestException"/> before the request is sent.</summary>
    Throw,

    /// <summary>Removes the field from the request and logs a warning.</summary>
    Drop,
}
