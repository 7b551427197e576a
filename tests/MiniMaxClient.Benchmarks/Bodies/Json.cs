using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>JSON as servers print it.</summary>
internal static class Json
{
    /// <summary>A string with quotes and without unnecessary escapes.</summary>
    public static string Quote(string text) =>
        '"' + JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value + '"';

    /// <summary>Removes the line breaks of the source.</summary>
    public static string Fold(string text) => text.Replace("\r", "").Replace("\n", "");
}
