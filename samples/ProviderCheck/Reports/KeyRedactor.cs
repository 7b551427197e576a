using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Removes API keys from texts that a server wrote, also parts of keys and encoded keys.</summary>
internal sealed class KeyRedactor
{
    private const string Replacement = "[key]";

    /// <summary>The length of a part of a key, and of a key, that is removed.</summary>
    /// <remarks>A shorter one is not distinguished from ordinary text.</remarks>
    public const int MinLength = 8;

    private readonly string[] _secrets;

    public KeyRedactor(IReadOnlyList<string> keys) => _secrets =
    [
        .. keys.Where(static key => key.Length >= MinLength).SelectMany(static key => new[]
        {
            key,
            Uri.EscapeDataString(key),
            JsonEncodedText.Encode(key).ToString(),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(key)),
        }).Distinct(),
    ];

    /// <summary>Replaces every run of at least eight characters of a key.</summary>
    public string Redact(string text)
    {
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, Replacement, StringComparison.OrdinalIgnoreCase);
            text = RedactParts(text, secret);
        }

        return text;
    }

    private static string RedactParts(string text, string secret)
    {
        if (secret.Length <= MinLength)
            return text;
        var redacted = new StringBuilder();
        for (int i = 0; i < text.Length;)
        {
            int length = MeasurePart(text, i, secret);
            redacted.Append(length == 0 ? text[i].ToString() : Replacement);
            i += Math.Max(length, 1);
        }

        return redacted.ToString();
    }

    /// <summary>Measures the longest part of the secret that begins at a position; 0 if it is too short.</summary>
    private static int MeasurePart(string text, int start, string secret)
    {
        int longest = 0;
        for (int offset = 0; offset <= secret.Length - MinLength; offset++)
        {
            int length = 0;
            while (offset + length < secret.Length && start + length < text.Length
                && char.ToUpperInvariant(secret[offset + length]) == char.ToUpperInvariant(text[start + length]))
                length++;
            longest = Math.Max(longest, length);
        }

        return longest >= MinLength ? longest : 0;
    }
}
