using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class EmulatorResponseTests
{
    [Fact]
    public void FromJson_Body_HasOneChunkAndTheMediaType()
    {
        EmulatorResponse response = EmulatorResponse.FromJson(400, "{}"u8.ToArray());

        Assert.Equal((400, "application/json; charset=utf-8", false), (response.Status, response.ContentType, response.IsStream));
        Assert.Single(response.Chunks);
        Assert.Equal("{}", response.Text());
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(404, true)]
    [InlineData(304, false)]
    public void HasBody_Status_IsFalseOnlyFor304(int status, bool expected) =>
        Assert.Equal(expected, new EmulatorResponse(status, "text/plain", []).HasBody);

    [Fact]
    public void Headers_NameInOtherCase_IsTheSameHeader()
    {
        EmulatorResponse response = new(200, "text/plain", []);
        response.Headers["Trace-Id"] = "1";
        response.Headers["trace-id"] = "2";

        Assert.Equal("2", Assert.Single(response.Headers).Value);
    }
}
