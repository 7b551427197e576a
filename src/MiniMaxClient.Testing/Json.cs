using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniMaxClient.Testing;

/// <summary>JSON written property by property, so that a misspelt name can agree with no other.</summary>
internal static class Json
{
    // The providers send text beyond ASCII as UTF-8 and apostrophes as they are; the default encoder would escape both.
    // This one still escapes what lies beyond the Basic Multilingual Plane, such as emoji, which is as good JSON.
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
