using MiniMaxClient.Bulk;

namespace MiniMaxClient.Tests.Bulk;

public sealed class BulkCompletionTests
{
    private readonly ChatCompletionRequest _request = StubClient.CreateRequest(1);

    [Fact]
    public void AddResponse_First_IsTheResult()
    {
        ChatCompletion completion = StubClient.CreateCompletion(1);
        var operation = new BulkCompletion(_request);

        Assert.Same(_request, operation.GetNextRequest());
        Assert.Equal((true, null), operation.AddResponse(completion));
        BulkResult result = operation.CreateResult(7, null, 2);

        Assert.Equal((7L, _request, completion, null, 2), (result.Index, result.Request, result.Completion, result.Error, result.Requeues));
        Assert.Same(completion, Assert.Single(operation.Responses));
    }

    [Fact]
    public void TryReplaceRequest_AnyError_ReturnsFalse()
    {
        var error = new MiniMaxInvalidRequestException("response_format is not supported");
        var operation = new BulkCompletion(_request);

        Assert.False(operation.TryReplaceRequest(error));
        Assert.Empty(operation.Responses);
        Assert.Same(error, operation.CreateResult(0, error, 0).Error);
    }
}
