namespace MiniMaxClient.Protocols;

/// <summary>The kind of a part of a response in which an error is looked for.</summary>
internal enum ResponsePartKind
{
    /// <summary>A whole body, of which an excerpt is shown.</summary>
    Body,

    /// <summary>The JSON of an event, of which nothing is shown but the provider's message: it may be conversation.</summary>
    Event,

    /// <summary>Text outside of JSON, which is the message itself.</summary>
    Text,
}
