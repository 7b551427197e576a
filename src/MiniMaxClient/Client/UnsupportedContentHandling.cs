namespace MiniMaxClient;

/// <summary>The handling by an <c>IChatClient</c> of contents and tools that no request has a form for.</summary>
public enum UnsupportedContentHandling
{
    /// <summary>Throws <see cref="NotSupportedException"/> before anything is sent.</summary>
    Reject,

    /// <summary>Leaves them out and logs a warning for each.</summary>
    Omit,
}
