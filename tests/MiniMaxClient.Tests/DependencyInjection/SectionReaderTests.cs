using Microsoft.Extensions.Configuration;
using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class SectionReaderTests
{
    private readonly List<string> _problems = [];

    [Fact]
    public void ReadValues_ValidTexts_AreInvariant()
    {
        SectionReader reader = Create(
            """{ "a": "1.5", "b": -3, "c": 3000000000, "d": "True", "e": "00:00:01.5", "F": "reject" }""");

        Assert.Equal(
            (1.5m, -3, 3_000_000_000L, true, TimeSpan.FromSeconds(1.5)),
            (reader.ReadDecimal("A"), reader.ReadInt32("b"), reader.ReadInt64("c"), reader.ReadBoolean("d"), reader.ReadTimeSpan("e")));
        Assert.Equal(UnknownCost.Reject, reader.ReadValue<UnknownCost>("f", "Reject", ConfigurationSetting.TryParseEnum));
        Assert.Null(reader.ReadDecimal("missing"));
        reader.ReportUnknownKeys();
        Assert.Empty(_problems);
    }

    [Fact]
    public void ReadValues_InvalidTexts_AreReportedWithTheirPaths()
    {
        SectionReader reader = Create("""{ "a": "1,5", "b": "", "c": { "x": 1 }, "d": 1, "e": "300", "g": null, "h": "24:00:00" }""");

        Assert.Null(reader.ReadDecimal("a"));
        Assert.Null(reader.ReadInt32("b"));
        Assert.Null(reader.ReadInt64("c"));
        Assert.Null(reader.ReadBoolean("d"));
        Assert.Null(reader.ReadTimeSpan("e"));
        Assert.Null(reader.ReadDecimal("g"));
        Assert.Null(reader.ReadTimeSpan("h"));
        Assert.Null(reader.ReadDecimal("f", isRequired: true));
        Assert.Equal(
            [
                "S:a is '1,5'; it must be a number.",
                "S:b has no value; it must be an integer.",
                "S:c has child entries; it must be an integer.",
                "S:d is '1'; it must be true or false.",
                "S:e is '300'; it must be a duration such as 00:10:00.",
                "S:g has no value; it must be a number.",
                "S:h is '24:00:00'; it must be a duration such as 00:10:00.",
                "S:f is missing; it must be a number.",
            ],
            _problems);
    }

    [Fact]
    public void ReadSections_ReadKeys_AreLeftOut()
    {
        SectionReader reader = Create("""{ "a": true, "b": { "x": 1 }, "c": 5, "d": {}, "e": { "x": 1 } }""");
        reader.ReadBoolean("a");

        Assert.Equal(["b", "e"], reader.ReadSections().Select(static child => child.Key));
        Assert.Equal(["S:c has a value; it must have child entries.", "S:d has no child entries."], _problems);
    }

    [Fact]
    public void ReportUnknownKeys_KeysThatWereNotRead_AreReported()
    {
        SectionReader reader = Create("""{ "a": true, "b": { "x": 1 } }""");
        SectionReader child = reader.ReadSection("B")!;

        Assert.Null(reader.ReadSection("c"));
        child.ReportUnknownKeys();
        reader.ReportUnknownKeys();

        Assert.Equal("S:b", child.Path);
        Assert.Equal(["S:b:x is not a known setting.", "S:a is not a known setting."], _problems);
    }

    private SectionReader Create(string json) =>
        new(BoundOptions.CreateSection($$"""{ "S": {{json}} }""").GetSection("S"), "S", _problems.Add);
}
