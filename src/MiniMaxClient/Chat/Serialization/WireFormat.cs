using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>How this library writes and reads JSON.</summary>
internal static class WireFormat
{
    /// <summary>Deeper JSON of a server is refused: no provider nests its answers deeper than a dozen levels.</summary>
    public const int MaxDepth = 64;

    /// <summary>The most properties of one object that the schema does not name; more are rejected.</summary>
    public const int MaxAdditionalProperties = 16_384;

    /// <summary>Relaxed escaping: the default encoder writes <c>+</c> as six bytes, which makes base64 and code longer.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };
}
