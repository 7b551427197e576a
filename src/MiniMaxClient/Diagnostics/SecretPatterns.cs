using System.Globalization;
using System.Text;

namespace MiniMaxClient.Diagnostics;

/// <summary>Redacts text that looks like a key, whether or not the key is known.</summary>
/// <remarks>
/// Providers quote the rejected key in a 401, some of them truncated or with a different prefix. The search is hand-written:
/// regular expressions would add much to the size of a small program that is compiled ahead of time.
/// </remarks>
internal static class SecretPatterns
{
    private const int MinKeyLength = 6;

    /// <summary>Returns the length of the secret at an index; 0 if there is none.</summary>
    private delegate int SecretLengthFinder(ReadOnlySpan<char> text, int index);

    /// <summary>Returns the text with everything that looks like a key replaced by asterisks.</summary>
    public static string RedactPatterns(string text)
    {
        text = RedactPattern(text, GetPrefixedKeyLength);
        text = RedactPattern(text, GetBearerTokenLength);
        return RedactPattern(text, GetKeyPropertyValueLength);
    }

    private static string RedactPattern(string text, SecretLengthFinder getSecretLength)
    {
        StringBuilder? redacted = null;
        int copied = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = getSecretLength(text.AsSpan(), i);
            if (length > 0)
            {
                (redacted ??= new()).Append(text, copied, i - copied).Append("***");
                copied = i + length;
            }

            i += Math.Max(length, 1);
        }

        return redacted is null ? text : redacted.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Gets the length of a word such as <c>sk-0a1b2c3d</c>.</summary>
    private static int GetPrefixedKeyLength(ReadOnlySpan<char> text, int index)
    {
        ReadOnlySpan<char> word = text.Slice(index);
        if (word.Length < 3 || word[0] is not ('s' or 'S') || word[1] is not ('k' or 'K') || word[2] is not ('-' or '_')
            || !IsAtWordStart(text, index))
            return 0;
        int length = 3;
        while (length < word.Length && IsKeyCharacter(word[length]))
            length++;
        return length >= 3 + MinKeyLength ? length : 0;
    }

    /// <summary>Gets the length of the token after <c>Bearer</c> and white space.</summary>
    private static int GetBearerTokenLength(ReadOnlySpan<char> text, int index)
    {
        if (index == 0 || !IsTokenCharacter(text[index]) || !char.IsWhiteSpace(text[index - 1]))
            return 0;
        ReadOnlySpan<char> before = text.Slice(0, index).TrimEnd();
        if (!EndsWith(before, "bearer") || !IsAtWordStart(text, before.Length - "bearer".Length))
            return 0;
        int end = index + 1;
        while (end < text.Length && IsTokenCharacter(text[end]))
            end++;
        return end - index;
    }

    /// <summary>Gets the length of the value of the JSON property <c>key</c>, <c>apikey</c> or <c>api_key</c>.</summary>
    private static int GetKeyPropertyValueLength(ReadOnlySpan<char> text, int index)
    {
        if (index == 0 || text[index] == '"' || text[index - 1] != '"')
            return 0;
        ReadOnlySpan<char> before = text.Slice(0, index - 1).TrimEnd();
        if (!EndsWith(before, ":"))
            return 0;
        before = before.Slice(0, before.Length - 1).TrimEnd();
        if (!EndsWith(before, "\"key\"") && !EndsWith(before, "\"apikey\"") && !EndsWith(before, "\"api_key\""))
            return 0;
        int length = text.Slice(index).IndexOf('"');
        return length < 0 ? text.Length - index : length;
    }

    /// <summary>Determines whether a text ends with a lower-case string, ignoring case.</summary>
    private static bool EndsWith(ReadOnlySpan<char> text, string end)
    {
        if (text.Length < end.Length)
            return false;
        ReadOnlySpan<char> last = text.Slice(text.Length - end.Length);
        for (int i = 0; i < end.Length; i++)
        {
            if (char.ToLowerInvariant(last[i]) != end[i])
                return false;
        }

        return true;
    }

    private static bool IsAtWordStart(ReadOnlySpan<char> text, int index) => index == 0 || !IsWordCharacter(text[index - 1]);

    private static bool IsKeyCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-';

    private static bool IsTokenCharacter(char c) => !char.IsWhiteSpace(c) && c is not ('"' or '\'' or ',' or ';');

    // The word characters of .NET regular expressions, including the two joiners.
    private static bool IsWordCharacter(char c) => char.IsLetter(c) || c is '\u200C' or '\u200D'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation;
}
