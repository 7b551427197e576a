using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

public sealed class RedactionTests
{
    private const string Key = "Live-0123456789-abcdef";

    private static readonly Gen<string> Part = Gen.Elements(
        Key, Key.ToUpperInvariant(), Key[..8], Key[..7], "sk-", "SK-abcdef1", "sk_abcdef1", "skabcdef", "s", "k", "-", "_", ".", ":",
        "0af3", "Bearer ", "\"key\":\"", "\"", "/", "\\/", " ", "é");

    private static readonly Gen<string> Word = Part.ListOf().Select(static parts =>
        string.Concat(parts) is { Length: > 96 } text ? text[..96] : string.Concat(parts));

    [Fact]
    public void RedactWord_AnyText_EqualsTheFullRedaction() => PropertyCheck.ForAll(
        Word,
        static text =>
        {
            var key = new KnownSecrets(new ApiKey(Key, "key"));
            Assert.Equal(Redaction.RedactExcerpt(text, key), Redaction.RedactWord(text, key));
            Assert.Equal(Redaction.RedactExcerpt(text, null), Redaction.RedactWord(text, null));
            Assert.DoesNotContain(Key, Redaction.RedactWord(text, key), StringComparison.OrdinalIgnoreCase);
        });

    [Theory]
    [InlineData("req-01HF.3:9", "req-01HF.3:9")]
    [InlineData("req-Live-0123456789-abcdef-9", "req-***-9")]
    [InlineData("req-live-0123", "req-***")]
    [InlineData("SK-abcdef1", "***")]
    public void RedactWord_TextWithKey_RedactsIt(string text, string expected) =>
        Assert.Equal(expected, Redaction.RedactWord(text, new(new ApiKey(Key, "key"))));
}
