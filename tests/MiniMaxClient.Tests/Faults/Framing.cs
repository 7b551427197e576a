using System.Globalization;

namespace MiniMaxClient.Tests.Faults;

/// <summary>How an answer's body shows where it ends.</summary>
internal sealed record Framing(string Name, string? Header)
{
    public static readonly Framing Chunked = new("chunked", "Transfer-Encoding: chunked");

    /// <summary>The end of the connection is the end of the body, as HTTP/1.0 has it.</summary>
    public static readonly Framing UntilClose = new("until close", "Connection: close");

    /// <summary>So many bytes, whatever comes.</summary>
    public static Framing FromLength(long bytes) =>
        new("by length", "Content-Length: " + bytes.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => Name;
}
