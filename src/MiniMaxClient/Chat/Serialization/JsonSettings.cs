using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The settings with which this library writes and reads JSON.</summary>
internal static class JsonSettings
{
    /// <summary>The maximum depth of JSON from a server; no provider nests its responses deeper than a dozen levels.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// The maximum depth of JSON that the app stored, which contains responses, whose depth the app may have raised to 256, and
    /// schemas of tools.
    /// </summary>
    public const int MaxStoredDepth = 512;

    /// <summary>
    /// The maximum number of properties of an object that the schema does not define; an object with more is rejected.
    /// </summary>
    public const int MaxAdditionalProperties = 16_384;

    /// <summary>
    /// The writer options, with relaxed escaping: the default encoder writes <c>+</c> as six bytes, which lengthens base64 and
    /// code.
    /// </summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };
}
