using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests that the hand-written search is equivalent to regular expressions.</summary>
public sealed class SecretPatternsTests
{
    private static readonly Regex[] Patterns =
    [
        new(@"\b[Ss][Kk][-_][A-Za-z0-9_\-]{6,}", RegexOptions.CultureInvariant | RegexOptions.Compiled),
        new(@"(?<=\bBearer\s+)[^\s""',;]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Compiled),
        new(@"(?<=""(?:api_?)?key""\s*:\s*"")[^""]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Compiled),
    ];

    private static readonly Gen<string> Part = Gen.Elements(
        "sk-", "SK_", "sK-abcdef", "sk_abcde", "abcdef", "0-9_Z", "Bearer", "bEARER", "bearer ", "Bearer\t\n", "earer", "key",
        "\"key\"", "\"api_key\":", "\"APIKEY\" : \"", "\"api__key\":\"", "\"key\":\"", "api", "api_", "\"", "\"\"", "'", ",", ";",
        ":", " ", "\t", "\n", "\u00a0", "\u2003", "_", "-", "é", "ß", "\u0301", "\u0903", "٣", "‿", "\u200c", "\u200d", "\u212a",
        "\u017f", "\u0130", "\ud83d", "…", "***", "x", "9", ".", "s", "k");

    private static readonly Gen<string> Text = Part.ListOf().Select(static parts => string.Concat(parts));

    /// <summary>Texts that would take quadratic time if the search looked back from every index.</summary>
    public static TheoryData<string> Repeated =>
    [
        "sk-", "sk-abcde ", "sk-abcdef", "Bearer ", "Bearer", " ", "Bearer x", "\"", "\"key\"", "\"key\":\"", "\"key\" ",
        "\"key\": ", ": \"", "\":", "\"api_key\":\"\"", " \"", "a",
    ];

    [Fact]
    public void RedactPatterns_AnyText_EqualsTheRegularExpressions() => PropertyCheck.ForAll(Text, AssertSame);

    [Theory]
    [InlineData("Incorrect API key provided: sk-abcdef123.", "Incorrect API key provided: ***.")]
    [InlineData("sk-abcde", "sk-abcde")]
    [InlineData("task-abcdefgh ask_abcdefgh", "task-abcdefgh ask_abcdefgh")]
    [InlineData("-sk-abcdef-sk-abcdef", "-***")]
    [InlineData("Authorization: bearer  abc.def/ghi=, then", "Authorization: bearer  ***, then")]
    [InlineData("Bearer Bearer x", "Bearer *** ***")]
    [InlineData("Bearer x-Bearer y", "Bearer *** ***")]
    [InlineData("Bearer \"x\" Bearerx y Forbearer z", "Bearer \"x\" Bearerx y Forbearer z")]
    [InlineData("Bearer sk-abcdef", "Bearer ***")]
    [InlineData("{\"key\":\"a b\",\"API_Key\" :\n\"c\"}", "{\"key\":\"***\",\"API_Key\" :\n\"***\"}")]
    [InlineData("{\"apikey\":\"\",\"x\":\"y\"}", "{\"apikey\":\"\",\"x\":\"y\"}")]
    [InlineData("\"key\":\"key\":\"x\"", "\"key\":\"***\":\"***\"")]
    [InlineData("\"key\":\"\"key\":\"x", "\"key\":\"\"key\":\"***")]
    [InlineData("\"mykey\":\"x\" \"api-key\":\"x\" key\":\"x\"", "\"mykey\":\"x\" \"api-key\":\"x\" key\":\"x\"")]
    [InlineData("\"key\":\"x", "\"key\":\"***")]
    [InlineData("\"\u212aey\":\"x\"", "\"\u212aey\":\"***\"")]
    [InlineData("", "")]
    public void RedactPatterns_TextWithKeys_RedactsThem(string text, string redacted)
    {
        Assert.Equal(redacted, SecretPatterns.RedactPatterns(text));
        AssertSame(text);
    }

    [Fact]
    public void RedactPatterns_AnyCharacterAtAnyIndex_EqualsTheRegularExpressions()
    {
        string[] texts =
        [
            "{0}sk-abcdef", "s{0}-abcdef", "sk{0}abcdef", "sk-abcde{0}f", "{0}Bearer x", "Bearer{0}x", "Bearer {0}",
            "Bearer x{0}y", "{0}earer x", "B{0}arer x", "Be{0}rer x", "Bea{0}er x", "{0}key\":\"x\"", "\"{0}ey\":\"x\"",
            "\"k{0}y\":\"x\"", "\"ke{0}\":\"x\"", "\"{0}pikey\":\"x\"", "\"a{0}ikey\":\"x\"", "\"ap{0}key\":\"x\"",
            "\"api{0}key\":\"x\"", "\"key\"{0}:\"x\"", "\"key\":{0}\"x\"", "\"key\":\"x{0}y\"",
        ];
        foreach (string text in texts)
        {
            IEnumerable<string> lines = Enumerable.Range(0, char.MaxValue + 1)
                .Select(c => text.Replace("{0}", ((char)c).ToString(), StringComparison.Ordinal));
            AssertSame(string.Join('\n', lines));
        }
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public async Task RedactPatterns_LongHostileText_TakesLinearTime(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 4_000_000 / part.Length));
        string redacted = await Task.Run(() => SecretPatterns.RedactPatterns(text), TestTimeouts.Token).WaitAsync(TestTimeouts.Token);
        Assert.NotEmpty(redacted);
    }

    private static void AssertSame(string text) => Assert.Equal(RedactWithRegex(text), SecretPatterns.RedactPatterns(text));

    private static string RedactWithRegex(string text) =>
        Patterns.Aggregate(text, static (left, pattern) => pattern.Replace(left, "***"));
}
