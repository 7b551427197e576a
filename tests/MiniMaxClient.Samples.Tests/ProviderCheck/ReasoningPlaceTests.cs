using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

public sealed class ReasoningPlaceTests
{
    [Theory]
    [InlineData("<think> tags", "<th", "ink>\nHm.</think>", "Ready.")]
    [InlineData("<think> tags", "\n", "<think>", "Hm.")]
    [InlineData("none", "The tag ", "<think>", " is an example.")]
    public void Find_Stream_ReadsTheStartOfTheText(string place, params string[] deltas)
    {
        SseEvent[] events =
        [
            .. deltas.Select(static text => new SseEvent(null, $$$"""{"choices":[{"delta":{"content":"{{{text.Replace("\n", "\\n", StringComparison.Ordinal)}}}"}}]}""")),
        ];

        Assert.Equal(place, ReasoningPlaces.Find(events).ToText());
    }
}
