using MiniMaxClient.Bulk;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

public sealed class BulkInputTests
{
    [Fact]
    public void GetCount_Collections_IsTheirCount()
    {
        ChatCompletionRequest[] requests = [.. StubClient.CreateRequests(3)];

        Assert.Equal(3, new BulkInput(requests).GetCount());
        Assert.Equal(3, new BulkInput([.. requests]).GetCount());
        Assert.Equal(3, new BulkInput(new Queue<ChatCompletionRequest>(requests)).GetCount());
        Assert.Equal(0, new BulkInput([]).GetCount());
    }

    [Fact]
    public void GetCount_Iterator_IsUnknownAndNothingIsEnumerated()
    {
        static IEnumerable<ChatCompletionRequest> Fail()
        {
            Assert.Fail("The input is enumerated.");
            yield break;
        }

        Assert.Null(new BulkInput(Fail()).GetCount());
    }

    [Fact]
    public async Task GetAsyncEnumerator_Input_HasItsRequests()
    {
        ChatCompletionRequest[] requests = [.. StubClient.CreateRequests(3)];

        Assert.Equal(requests, await new BulkInput(requests).ReadAllAsync());
    }

    [Fact]
    public async Task Progress_CountOfTheInput_IsTheTotal()
    {
        var progress = new RecordedProgress();
        ChatCompletionRequest[] requests = [.. StubClient.CreateRequests(3)];
        await new StubClient().CompleteManyAsync(requests, new() { Progress = progress }, TestTimeouts.Token).ReadAllAsync();

        Assert.All(progress.All, static report => Assert.Equal(3, report.Total));
    }
}
