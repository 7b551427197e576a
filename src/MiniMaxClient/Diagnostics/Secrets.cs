using System.Globalization;
using System.Text;

namespace MiniMaxClient.Diagnostics;

/// <summary>Finds what looks like a key, whosever it is.</summary>
/// <remarks>
/// Providers quote the rejected key in a 401, some of them cut or with another prefix than the one that was sent. It is searched
/// for by hand: regular expressions would be a large part of a small program that is compiled ahead of time.
/// </remarks>
internal static class Secrets
{
    private const int LeastLength = 6;

    /// <summary>The length of the secret that begins at a place; 0 for none.</summary>
    private delegate int Form(ReadOnlySpan<char> text, int place);

    /// <summary>The text with every secret replaced.</summary>
    public static string TakeOut(string text) =>
        TakeOut(TakeOut(TakeOut(text, PrefixedKey), BearerToken), ValueOfKey);

    private static string TakeOut(string text, Form form)
    {
        StringBuilder? shown = null;
        int from = 0;
        for (int place = 0; place < text.Length;)
        {
            int length = form(text.AsSpan(), place);
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
    private static int PrefixedKey(ReadOnlySpan<char> text, int place)
    {
        ReadOnlySpan<char> rest = text.Slice(place);
        if (rest.Length < 3 || rest[0] is not ('s' or 'S') || rest[1] is not ('k' or 'K') || rest[2] is not ('-' or '_')
            || !IsStartOfWord(text, place))
            return 0;
        int length = 3;
        while (length < rest.Length && IsOfKey(rest[length]))
            length++;
        return length >= 3 + LeastLength ? length : 0;
    }

    /// <summary>What follows <c>Bearer</c> and white space.</summary>
    private static int BearerToken(ReadOnlySpan<char> text, int place)
    {
        if (place == 0 || !IsOfToken(text[place]) || !char.IsWhiteSpace(text[place - 1]))
            return 0;
        ReadOnlySpan<char> before = text.Slice(0, place).TrimEnd();
        if (!EndsWith(before, "bearer") || !IsStartOfWord(text, before.Length - "bearer".Length))
            return 0;
        int end = place + 1;
        while (end < text.Length && IsOfToken(text[end]))
            end++;
        return end - place;
    }

    /// <summary>What the JSON property <c>key</c>, <c>apikey</c> or <c>api_key</c> holds.</summary>
    private static int ValueOfKey(ReadOnlySpan<char> text, int place)
    {
        if (place == 0 || text[place] == '"' || text[place - 1] != '"')
            return 0;
        ReadOnlySpan<char> before = text.Slice(0, place - 1).TrimEnd();
        if (!EndsWith(before, ":"))
            return 0;
        before = before.Slice(0, before.Length - 1).TrimEnd();
        if (!EndsWith(before, "\"key\"") && !EndsWith(before, "\"apikey\"") && !EndsWith(before, "\"api_key\""))
            return 0;
        int length = text.Slice(place).IndexOf('"');
        return length < 0 ? text.Length - place : length;
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

    private static bool IsStartOfWord(ReadOnlySpan<char> text, int place) => place == 0 || !IsOfWord(text[place - 1]);

    private static bool IsOfKey(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-';

    private static bool IsOfToken(char c) => !char.IsWhiteSpace(c) && c is not ('"' or '\'' or ',' or ';');

    // What a regular expression takes for a part of a word, the two joiners included.
    private static bool IsOfWord(char c) => char.IsLetter(c) || c is '\u200C' or '\u200D'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation;
}
