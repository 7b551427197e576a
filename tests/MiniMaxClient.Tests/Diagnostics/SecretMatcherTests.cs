using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

public sealed class SecretMatcherTests
{
    private const string Key = "sk-Live/0123+abCD=efgh_IJKL.mnop";

    private static readonly (string Name, Func<string, string> Write)[] Encodings =
    [
        ("as it is", static key => key),
        ("upper case", static key => key.ToUpperInvariant()),
        ("lower case", static key => key.ToLowerInvariant()),
        ("JSON", static key => JsonEncodedText.Encode(key).ToString()),
        ("JSON, all escaped", static key => Each(key, static c => $"\\u{(int)c:x4}")),
        ("JSON, slashes escaped", static key => key.Replace("/", "\\/", StringComparison.Ordinal)),
        ("percent", Uri.EscapeDataString),
        ("percent, all escaped", static key => Each(key, static c => $"%{(int)c:X2}")),
        ("HTML", WebUtility.HtmlEncode),
        ("HTML, decimal", static key => Each(key, static c => $"&#{(int)c};")),
        ("HTML, hexadecimal", static key => Each(key, static c => $"&#x{(int)c:x};")),
        ("spaces", static key => Each(key, static c => c + " ")),
        ("line breaks", static key => string.Join("\r\n\t", key.Chunk(5).Select(static part => new string(part)))),
        ("base64", static key => Convert.ToBase64String(Encoding.ASCII.GetBytes(key))),
        ("base64 after a name", static key => Convert.ToBase64String(Encoding.ASCII.GetBytes("user:" + key))),
        ("base64 after a longer name", static key => Convert.ToBase64String(Encoding.ASCII.GetBytes("Bearer " + key + "\r\n"))),
        ("base64 for URLs", static key => Convert.ToBase64String(Encoding.ASCII.GetBytes(key)).Replace('+', '-').Replace('/', '_')),
    ];

    [Fact]
    public void RedactMatches_KeyInAnyEncoding_IsRedacted()
    {
        var matcher = new SecretMatcher(Key);

        Assert.All(Encodings, encoding =>
        {
            string redacted = matcher.RedactMatches($"invalid key \"{encoding.Write(Key)}\" given");

            Assert.StartsWith("invalid key ", redacted, StringComparison.Ordinal);
            Assert.EndsWith("\" given", redacted, StringComparison.Ordinal);
            Assert.Contains("***", redacted, StringComparison.Ordinal);
        });
    }

    // Two nested encodings, truncated at both ends, inside other text.
    [Fact]
    public void RedactMatches_PartOfKeyInAnyEncoding_HasNoRunOfEight() => PropertyCheck.ForAll(
        from key in Gen.Choose(33, 126).Select(static c => (char)c).ListOf(40)
        from start in Gen.Choose(0, 30)
        from length in Gen.Choose(8, 40)
        from inner in Gen.Elements(Encodings)
        from outer in Gen.Elements(Encodings)
        from before in Gen.Elements("", "key ", "é", "…", "a", "ab", "\"")
        select (new string([.. key]), start, length, inner.Write, outer.Write, before),
        static sample =>
        {
            (string key, int start, int length, Func<string, string> inner, Func<string, string> outer, string before) = sample;
            string part = key.Substring(start, Math.Min(length, key.Length - start));

            string redacted = new SecretMatcher(key).RedactMatches(before + outer(inner(part)));

            Assert.DoesNotContain(Runs(key), run => Readings(redacted).Any(
                reading => reading.Contains(run, StringComparison.OrdinalIgnoreCase)));
        });

    [Theory]
    [InlineData("The model is overloaded, try again later.")]
    [InlineData("sk-Live")]
    [InlineData("0123+ab")]
    [InlineData("a%zz&nothing;\\")]
    [InlineData("")]
    public void RedactMatches_NoRunOfEight_ReturnsTheSameInstance(string text) =>
        Assert.Same(text, new SecretMatcher(Key).RedactMatches(text));

    [Theory]
    [InlineData("abc", "the ABC of keys", "the *** of keys")]
    [InlineData("abc", "ab c", "***")]
    [InlineData("abcdefg", "abcdef", "abcdef")]
    public void RedactMatches_ShortKey_IsRedactedCompletely(string key, string text, string expected) =>
        Assert.Equal(expected, new SecretMatcher(key).RedactMatches(text));

    private static IEnumerable<string> Runs(string key) =>
        Enumerable.Range(0, key.Length - 7).Select(i => key.Substring(i, 8));

    /// <summary>Returns the texts that result from removing white space and escapes or decoding base64.</summary>
    private static IEnumerable<string> Readings(string text)
    {
        string[] views = [text, string.Concat(text.Where(static c => !char.IsWhiteSpace(c)))];
        foreach (string view in views.SelectMany(static view => (string[])
            [view, WebUtility.HtmlDecode(view), Uri.UnescapeDataString(view), Unescaped(view)]))
        {
            yield return view;
            yield return WebUtility.HtmlDecode(Uri.UnescapeDataString(Unescaped(view)));
            foreach (string word in view.Split('*', '"', ' ', '…', 'é'))
            {
                for (int skipped = 0; skipped < 4 && skipped < word.Length; skipped++)
                    yield return FromBase64(word[skipped..]);
            }
        }
    }

    private static string Unescaped(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{json.Replace("\"", "", StringComparison.Ordinal)}\"")!;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static string FromBase64(string text)
    {
        string digits = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var bytes = new byte[digits.Length];
        return Convert.TryFromBase64String(digits[..(digits.Length / 4 * 4)], bytes, out int written)
            ? Encoding.Latin1.GetString(bytes, 0, written)
            : "";
    }

    private static string Each(string key, Func<char, string> write) =>
        string.Concat(key.Select(c => string.Create(CultureInfo.InvariantCulture, $"{write(c)}")));
}
