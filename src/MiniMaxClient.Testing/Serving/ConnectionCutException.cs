namespace MiniMaxClient.Testing.Serving;

/// <summary>The break of a connection in the middle of a response.</summary>
/// <remarks>
/// Kestrel answers an exception after the headers by sending what is written and closing the connection without the
/// end of the body. <c>HttpContext.Abort</c> would lose what is written but not yet sent.
/// </remarks>
internal sealed class ConnectionCutException : Exception;
