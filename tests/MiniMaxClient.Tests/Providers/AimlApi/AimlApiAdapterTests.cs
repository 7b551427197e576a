namespace MiniMaxClient.Tests.Providers.AimlApi;

public sealed class AimlApiAdapterTests
{
    [Fact]
    public void GetRequestId_InferenceIdAndRequestId_ReturnsTheInferenceId()
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("x-request-id", "request-1");
        response.Headers.Add("x-inference-id", "inference-1");

        Assert.Equal("inference-1", new AimlApiAdapter("key-1").GetRequestId(response.Headers));
    }

    [Fact]
    public void GetRequestId_NoInferenceId_ReturnsTheRequestId()
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("x-request-id", "request-1");

        Assert.Equal("request-1", new AimlApiAdapter("key-1").GetRequestId(response.Headers));
    }

    [Fact]
    public void WriteModelListRequest_DefaultAddress_RequestsThePrices()
    {
        ProviderRequest request = new AimlApiAdapter("key-1").WriteModelListRequest();

        Assert.Equal("https://api.aimlapi.com/v1/models?include=pricing", request.Uri.AbsoluteUri);
        Assert.Equal(HttpMethod.Get, request.Method);
    }

    [Fact]
    public void GetCapabilities_CanonicalAndProviderId_AreTheSame()
    {
        var adapter = new AimlApiAdapter("key-1");

        Assert.Same(adapter.GetCapabilities("minimax/m2-7-highspeed"), adapter.GetCapabilities(MiniMaxModels.M2_7_Highspeed));
    }
}
