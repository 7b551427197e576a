namespace MiniMaxClient.Testing;

/// <summary>Specifies the response to requests for MiniMax-M2.5 and MiniMax-M2.7, and their highspeed models.</summary>
/// <remarks>
/// MiniMax is reported to have retired them on 2026-11-18: requests with a subscription key are answered by MiniMax-M3.1-Flash,
/// others fail. The error is not published.
/// </remarks>
public enum RetiredModelBehavior
{
    /// <summary>The models answer as before.</summary>
    Available,

    /// <summary>The models do not exist: error 2013 with HTTP status 400, or status 404 of the Messages API.</summary>
    Rejected,

    /// <summary>MiniMax-M3.1-Flash answers, and the response has its name.</summary>
    Redirected,

    /// <summary>MiniMax-M3.1-Flash answers, and the response has the name of the requested model.</summary>
    RedirectedUnderOldName,
}
