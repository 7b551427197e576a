namespace MiniMaxClient.Protocols;

/// <summary>Specifies the kind of a response part that is searched for an error.</summary>
internal enum ResponsePartKind
{
    /// <summary>A complete body; the exception quotes an excerpt.</summary>
    Body,

    /// <summary>The JSON of an event; only its error message is quoted, because the event may be conversation.</summary>
    Event,

    /// <summary>Text outside of JSON, which is the error message.</summary>
    Text,
}
