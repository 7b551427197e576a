namespace MiniMaxClient.Testing.Serving;

/// <summary>The exception that closes a connection in the middle of a response.</summary>
/// <remarks>
/// If an exception is thrown after the headers, Kestrel sends the bytes written so far and closes the connection without
/// terminating the body. <c>HttpContext.Abort</c> would discard bytes that are written but not sent.
/// </remarks>
internal sealed class ConnectionCutException : Exception;
