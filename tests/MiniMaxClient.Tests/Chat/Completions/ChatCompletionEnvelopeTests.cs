using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class ChatCompletionEnvelopeTests
{
    [Theory]
    [InlineData("""{"status_code":0,"status_msg":"success"}""", false)]
    [InlineData("""{}""", false)]
    [InlineData("""{"status_code":"0"}""", false)]
    [InlineData("""{"status_code":""}""", false)]
    [InlineData("""{"status_code":1008}""", true)]
    [InlineData("""{"status_code":"1008"}""", true)]
    [InlineData("""{"status_code":false}""", true)]
    public void IsError_StatusCodeOfAnyType_ReturnsWhetherItIsNotZero(string json, bool expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<BaseResponse>(json)!.IsError);

    [Fact]
    public void With_PropertyOfCopy_DoesNotChangeOriginal()
    {
        var completion = new ChatCompletion { Id = "1", Model = "m" };

        ChatCompletion copy = completion with { Model = "n" };

        Assert.Equal(("1", "m"), (completion.Id, completion.Model));
        Assert.Equal(("1", "n"), (copy.Id, copy.Model));
    }
}
