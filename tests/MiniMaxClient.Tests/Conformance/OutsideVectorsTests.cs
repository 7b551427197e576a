using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests that no file of other projects is left out without a failure.</summary>
public sealed class OutsideVectorsTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("not JSON")]
    [InlineData("[17]")]
    [InlineData("""{"cases":[{"name":"a","content":"b"}]}""")]
    [InlineData("""[{"name":7,"protocol":"openai"}]""")]
    [InlineData("""{"protocol":"grpc","body":"","stream":true}""")]
    [InlineData("""[{"protocol":"anthropic","input":"","expected":{}}]""")]
    public void Read_UnknownFormat_IsAnUnknownVector(string content)
    {
        ConformanceVector vector = Assert.Single(OutsideVectors.Read("new.json", Encoding.UTF8.GetBytes(content)));

        Assert.Equal(OutsideVectors.Unknown, vector.Kind);
    }

    [Theory]
    [InlineData("sse", """[{"name":"a","input_b64":"","expected":[]}]""")]
    [InlineData("think", """{"cases":[{"name":"a","content":"b","text":"b","reasoning":""}]}""")]
    [InlineData("responses", """{"protocol":"openai","stream":false,"body":"{}","expected":{"content":"a"}}""")]
    [InlineData("errors", """{"protocol":"openai","stream":false,"http_status":429,"body":"{}"}""")]
    [InlineData("streams", """[{"name":"a","protocol":"openai","input":"","expected":{"text":""}}]""")]
    public void Read_KnownFormat_HasItsKind(string kind, string content) =>
        Assert.Equal(kind, Assert.Single(OutsideVectors.Read("new.json", Encoding.UTF8.GetBytes(content))).Kind);

    [Fact]
    public void Folder_Outside_HasEachKindAndNoUnknownFormat()
    {
        // The folder is an extra.
        if (ConformanceData.Outside is null)
            return;
        Assert.Empty(ConformanceData.GetVectors(OutsideVectors.Unknown).Select(static vector => vector.Id));
        Assert.All(
            (string[])["sse", "streams", "responses", "hostile", "errors", "think"],
            static kind => Assert.Contains(ConformanceData.GetVectors(kind), static vector => !vector.IsOwn));
    }
}
