using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>JSON as servers print it.</summary>
internal static class Json
{
    /// <summary>A string, quotes included: only what must be escaped is.</summary>
    public static string Quote(string text) =>
        '"' + JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value + '"';

    /// <summary>One line of what the source breaks into several.</summary>
    public static string Fold(string text) => text.Replace("\r", "").Replace("\n", "");
}
