using System.Globalization;
using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Writes exchanges in the text format of cassettes.</summary>
internal static class CassetteWriter
{
    public const string FirstLine = "MiniMaxClient cassette 1";

    private const int MaxTimingLineLength = 100;

    public static string Write(IEnumerable<CassetteExchange> exchanges) =>
        FirstLine + "\n" + string.Concat(exchanges.Select(Write));

    public static string Write(CassetteExchange exchange)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"\n# {exchange.Number}\n> {exchange.Method} {exchange.Path}\n");
        AppendHeaders(text, '>', exchange.RequestHeaders);
        BodyText.Append(text, exchange.RequestBody.Span);
        if (exchange.Status is { } status)
        {
            text.Append(CultureInfo.InvariantCulture, $"< {status}\n");
            AppendHeaders(text, '<', exchange.ResponseHeaders);
            BodyText.Append(text, exchange.ResponseBody.Span);
        }

        AppendTiming(text, exchange.Chunks);
        // Also after a complete response: without this line, the file was cut.
        text.Append("! ").Append(exchange.End.ToString().ToLowerInvariant()).Append('\n');
        return text.ToString();
    }

    // Sorted, because the order has no meaning and may differ from one server of a provider to another.
    private static void AppendHeaders(StringBuilder text, char marker, IEnumerable<CassetteHeader> headers)
    {
        foreach (CassetteHeader header in headers.OrderBy(static header => header.Name, StringComparer.Ordinal))
            text.Append($"{marker} {header.Name}: {header.Value}".TrimEnd()).Append('\n');
    }

    private static void AppendTiming(StringBuilder text, IReadOnlyList<CassetteChunk> chunks)
    {
        int lineLength = 0;
        foreach (CassetteChunk chunk in chunks)
        {
            string entry = string.Create(CultureInfo.InvariantCulture, $" {chunk.DelayMilliseconds}ms:{chunk.Length}");
            if (lineLength == 0 || lineLength + entry.Length > MaxTimingLineLength)
            {
                text.Append(lineLength == 0 ? "~" : "\n~");
                lineLength = 1;
            }

            text.Append(entry);
            lineLength += entry.Length;
        }

        if (lineLength > 0)
            text.Append('\n');
    }
}
