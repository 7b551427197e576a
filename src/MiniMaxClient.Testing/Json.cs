using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniMaxClient.Testing;

/// <summary>Writes JSON property by property.</summary>
/// <remarks>No types are shared with MiniMaxClient: a misspelt name in one would hide the same mistake in the other.</remarks>
internal static class Json
{
    // The providers do not escape apostrophes and non-ASCII text; the default encoder would. This encoder still escapes
    // characters beyond the Basic Multilingual Plane, such as emoji, which is equivalent JSON.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] WriteBytes(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    public static string WriteText(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(WriteBytes(write));

    public static byte[] WriteObject(Action<Utf8JsonWriter> write) => WriteBytes(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });
}
