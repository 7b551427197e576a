using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests that a misspelled name or value in a vector is found.</summary>
public sealed class VectorSchemaTests
{
    [Fact]
    public void File_OfTheRepository_HasNoUnknownProperties() => Assert.All(
        ConformanceData.OwnFiles, static file => Assert.Empty(VectorSchema.FindProblems(JsonElement.Parse(File.ReadAllBytes(file)))));

    [Theory]
    [InlineData("""{"kind":"think","sources":"x","vectors":[]}""", "sources")]
    [InlineData("""{"kind":"think","vectors":[{"name":"v","text":"","reasonning":""}]}""", "reasonning")]
    [InlineData("""{"kind":"think","vectors":[{"name":"v","text":"","reasoning":"","streamed":{"txt":""}}]}""", "txt")]
    [InlineData("""{"kind":"streams","vectors":[{"name":"v","normalised":true,"expected":{"text":""}}]}""", "normalised")]
    [InlineData("""{"kind":"streams","vectors":[{"name":"v","expected":{"text":"","finish":"stop"}}]}""", "finish")]
    [InlineData("""{"kind":"streams","vectors":[{"name":"v","expected":{"tool_calls":[{"argument":{}}]}}]}""", "argument")]
    [InlineData("""{"kind":"errors","vectors":[{"name":"v","expected":{"error":"Server","request":"1"}}]}""", "request")]
    [InlineData("""{"kind":"errors","vectors":[{"name":"v","call":"streamed","expected":{"error":"Server"}}]}""", "call")]
    [InlineData("""{"kind":"errors","vectors":[{"name":"v","expected":{"error":"Server","transient":"false"}}]}""", "transient")]
    [InlineData("""{"kind":"hostile","vectors":[{"name":"v","expected":{"outcome":"failure","text":""}}]}""", "outcome")]
    [InlineData("""{"kind":"sse","vectors":[{"name":"v","expected":["a",{"data":"b","lastEventID":"1"}]}]}""", "lastEventID")]
    [InlineData("""{"kind":"hostile","vectors":[{"name":"v","expected":{"outcome":"error"}}]}""", "nothing is expected")]
    [InlineData("""{"kind":"responses","vectors":[{"name":"v","expected":{}}]}""", "nothing is expected")]
    [InlineData("""{"kind":"requests","vectors":[{"name":"v","providers":[],"request":{}}]}""", "nothing is expected")]
    public void FindProblems_UnknownOrMissingProperty_ReportsIt(string file, string expected) =>
        Assert.Contains(VectorSchema.FindProblems(JsonElement.Parse(file)), problem => problem.Contains(expected, StringComparison.Ordinal));
}
