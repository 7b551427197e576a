using System.Text;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class EventTemplateTests
{
    private const string Captured = """{"a":1,"text":"Hello","b":2}""";

    [Theory]
    [InlineData("""{"a":1,"text":"Hi","b":2}""", "Hi")]
    [InlineData("""{"a":1,"text":"","b":2}""", "")]
    [InlineData("""{"a":1,"text":"a\nb\u0063","b":2}""", "a\nbc")]
    [InlineData("""{"a":2,"text":"Hi","b":2}""", null)]
    [InlineData("""{"a":1,"text":"Hi","b":3}""", null)]
    [InlineData("""{"a":1,"text":"Hi","text":"x","b":2}""", null)]
    [InlineData("""{"a":1,"text":"\x","b":2}""", null)]
    [InlineData("{}", null)]
    public void TryMatch_AfterCapture_ReturnsTheTextOfAnEqualEvent(string data, string? expected)
    {
        var template = new EventTemplate();
        Capture(template);

        Assert.Equal(expected, template.TryMatch(Encoding.UTF8.GetBytes(data)));
    }

    [Fact]
    public void TryMatch_BeforeCapture_ReturnsNull() =>
        Assert.Null(new EventTemplate().TryMatch(Encoding.UTF8.GetBytes(Captured)));

    [Fact]
    public void ShouldCapture_AfterUnmatchedCaptures_IsTrueOnlyAtIntervals()
    {
        var template = new EventTemplate();
        for (int i = 0; i < 4; i++)
        {
            Assert.True(template.ShouldCapture());
            Capture(template);
        }

        Assert.Equal(2, Enumerable.Range(0, 64).Count(_ => template.ShouldCapture()));
    }

    [Fact]
    public void ShouldCapture_AfterAMatch_IsTrueAgain()
    {
        var template = new EventTemplate();
        for (int i = 0; i < 4; i++)
            Capture(template);
        Assert.False(template.ShouldCapture());

        Assert.NotNull(template.TryMatch(Encoding.UTF8.GetBytes(Captured)));

        Assert.True(template.ShouldCapture());
    }

    private static void Capture(EventTemplate template)
    {
        int start = Captured.IndexOf("Hello", StringComparison.Ordinal);
        template.Capture(Encoding.UTF8.GetBytes(Captured), new JsonRange(start, start + "Hello".Length));
    }
}
