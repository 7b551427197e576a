using System.Globalization;

namespace MiniMaxClient.Tests.Faults;

/// <summary>The framing of a body, which determines its end.</summary>
internal sealed record Framing(string Name, string? Header)
{
    public static readonly Framing Chunked = new("chunked", "Transfer-Encoding: chunked");

    /// <summary>The body ends with the connection, as in HTTP/1.0.</summary>
    public static readonly Framing UntilClose = new("until close", "Connection: close");

    /// <summary>The body has the declared number of bytes.</summary>
    public static Framing FromLength(long bytes) =>
        new("by length", "Content-Length: " + bytes.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => Name;
}
