using MiniMaxClient.Samples.ProviderCheck.Reports;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

public sealed class KeyRedactorTests
{
    private const string Key = "sk-api-Qm7/Zx+41\"vT90";

    [Theory]
    [InlineData(Key)]
    [InlineData("SK-API-QM7/ZX+41\"VT90")]
    [InlineData("sk-api-Qm7%2FZx%2B41%22vT90")]
    [InlineData("sk-api-Qm7/Zx\\u002B41\\u0022vT90")]
    [InlineData("c2stYXBpLVFtNy9aeCs0MSJ2VDkw")]
    [InlineData("api-Qm7/")]
    [InlineData("41\"vT90 and sk-api-Qm7/Z")]
    public void Redact_KeyOrItsPart_IsRemoved(string text)
    {
        string redacted = new KeyRedactor([Key]).Redact($"before {text} after");

        Assert.StartsWith("before ", redacted, StringComparison.Ordinal);
        Assert.EndsWith(" after", redacted, StringComparison.Ordinal);
        for (int i = 0; i + 8 <= Key.Length; i++)
            Assert.DoesNotContain(Key.Substring(i, 8), redacted, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("[key]", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void Redact_ShortKey_ChangesNothing() =>
        Assert.Equal("\"EMPTY\"", new KeyRedactor(["EMPTY", "\""]).Redact("\"EMPTY\""));

    [Fact]
    public void Redact_OtherText_IsUnchanged() =>
        Assert.Equal("The api has 41 vT90.", new KeyRedactor([Key]).Redact("The api has 41 vT90."));
}
