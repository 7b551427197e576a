using System.Globalization;
using System.Text;

namespace MiniMaxClient.Diagnostics;

/// <summary>Finds what looks like a key, whosever it is.</summary>
/// <remarks>
/// Providers quote the rejected key in a 401, some of them cut or with another prefix than the one that was sent. It is searched
/// for by hand: regular expressions would be a large part of a small program that is compiled ahead of time.
/// </remarks>
internal static class SecretPatterns
{
    private const int MinKeyLength = 6;

    /// <summary>The length of the secret that begins at a place; 0 for none.</summary>
    private delegate int Form(ReadOnlySpan<char> text, int place);

    /// <summary>The text with every secret replaced.</summary>
    public static string RedactPatterns(string text) =>
        RedactPatterns(
            RedactPatterns(RedactPatterns(text, GetPrefixedKeyLength), GetBearerTokenLength), GetKeyPropertyValueLength);

    private static string RedactPatterns(string text, Form findLength)
    {
        StringBuilder? shown = null;
        int from = 0;
        for (int place = 0; place < text.Length;)
        {
            int length = findLength(text.AsSpan(), place);
            if (length > 0)
            {
                (shown ??= new()).Append(text, from, place - from).Append("***");
                from = place + length;
            }

            place += Math.Max(length, 1);
        }

        return shown is null ? text : shown.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>A word such as <c>sk-0a1b2c3d</c>.</summary>
    private static int GetPrefixedKeyLength(ReadOnlySpan<char> text, int index)
    {
        ReadOnlySpan<char> rest = text.Slice(index);
        if (rest.Length < 3 || rest[0] is not ('s' or 'S') || rest[1] is not ('k' or 'K') || rest[2] is not ('-' or '_')
            || !IsAtWordStart(text, index))
            return 0;
        int length = 3;
        while (length < rest.Length && IsKeyCharacter(rest[length]))
            length++;
        return length >= 3 + MinKeyLength ? length : 0;
    }

    /// <summary>What follows <c>Bearer</c> and white space.</summary>
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

    /// <summary>What the JSON property <c>key</c>, <c>apikey</c> or <c>api_key</c> holds.</summary>
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

    /// <summary>Whether a text ends with one in lower case, in whatever case.</summary>
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

    // What a regular expression takes for a part of a word, the two joiners included.
    private static bool IsWordCharacter(char c) => char.IsLetter(c) || c is '\u200C' or '\u200D'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation;
}
