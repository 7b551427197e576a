namespace MiniMaxClient;

/// <summary>Specifies how an <c>IChatClient</c> handles contents and tools that cannot be represented in a request.</summary>
public enum UnsupportedContentHandling
{
    /// <summary>Throws <see cref="NotSupportedException"/> before the request is sent.</summary>
    Throw,

    /// <summary>Removes them from the request and logs a warning for each.</summary>
    Drop,
}
