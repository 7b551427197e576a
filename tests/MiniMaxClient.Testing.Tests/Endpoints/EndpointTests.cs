using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Endpoints;

public sealed class EndpointTests
{
    private static readonly MinimalEndpoint Endpoint = new(new RunApiDialect(new()));

    [Theory]
    [InlineData("POST", "/v1/x", true)]
    [InlineData("GET", "/v1/x", false)]
    [InlineData("POST", "/v1/x/y", false)]
    public void IsMatch_MethodAndPath_MustBothBeEqual(string method, string path, bool expected) =>
        Assert.Equal(expected, Endpoint.IsMatch(Samples.Call("", path, method)));

    [Fact]
    public void CreateEventsResponse_Default_HasUnnamedEventsAndDone()
    {
        EmulatorResponse response = Endpoint.CreateEventsResponse(["1", "2"], new());

        Assert.True(response.IsStream);
        Assert.Equal("data: 1\n\ndata: 2\n\ndata: [DONE]\n\n", response.Text());
    }

    [Fact]
    public void CreateInBandErrorResponse_Default_HasTheDialectsBodyWithStatus200()
    {
        EmulatorResponse response = Endpoint.CreateInBandErrorResponse(new(1002, "rate limit"), Samples.Call(""), new());

        Assert.Equal(200, response.Status);
        Assert.Equal("""{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""", response.Text());
    }

    [Fact]
    public void WriteError_Default_WritesTheDialectsEnvelope() => Assert.Equal(
        """{"error":{"message":"slow down","code":"rate_limit"}}""",
        Samples.Write(static writer =>
            Endpoint.WriteError(writer, Samples.Call(""), new ReplyContent.Error(429, "slow down"), Reply.Default())));

    [Fact]
    public void Defaults_KeyIsRequiredAndThereIsNoCompletion()
    {
        Assert.True(Endpoint.IsKeyRequired);
        Assert.Null(Endpoint.CreateCompletion(Samples.Call(Wire.Hello), new ReplyContent.Default()));
    }

    private sealed class MinimalEndpoint(Dialect dialect) : Endpoint(dialect, "POST", "/v1/x")
    {
        public override ReplyContent.Error? ValidateRequest(EmulatedCall call) => null;

        public override EmulatorResponse CreateResponse(EmulatedCall call, Reply reply, Completion? completion) =>
            EmulatorResponse.FromJson(200, call.Body.ToArray());
    }
}
