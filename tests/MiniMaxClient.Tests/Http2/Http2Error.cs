namespace MiniMaxClient.Tests.Http2;

/// <summary>The error codes of RFC 9113, section 7, that the tests send.</summary>
internal enum Http2Error
{
    NoError = 0,
    ProtocolError = 1,
    InternalError = 2,
    RefusedStream = 7,
    Cancel = 8,
    EnhanceYourCalm = 11,
    Http11Required = 13,
}
