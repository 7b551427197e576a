using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

public sealed class SseEventTests
{
    [Fact]
    public void Parse_NamesCommentsAndLineEndings_AreRead()
    {
        IReadOnlyList<SseEvent> events = SseEvent.Parse(
            ": hi\r\n\r\nevent: ping\r\ndata: {\"a\":1}\r\n\r\ndata: x\ndata: y\n\ndata: [DONE]");

        Assert.Equal([new("ping", "{\"a\":1}"), new(null, "x\ny"), new(null, "[DONE]")], events);
        Assert.Equal(1, events[0].Json.Get("a").Number());
    }
}
