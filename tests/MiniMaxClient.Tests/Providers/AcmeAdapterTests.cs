using Acme;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>The example provider of CONTRIBUTING works and is as short as the page claims.</summary>
public sealed class AcmeAdapterTests
{
    #region provider-test
    [Fact]
    public async Task Acme_EveryRequest_HasPathKeyHeaderAndModel()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"choices":[{"message":{"role":"assistant","content":"Hi."}}]}"""),
            ServerScript.Json(200, """{"data":[{"id":"acme/minimax-m2.1"}]}"""));
        using var client = new ChatCompletionsClient(new AcmeAdapter("acme-key-1", $"{server.BaseAddress}"));

        ChatCompletion completion = await client.CompleteAsync("Hello", MiniMaxModels.M2_1, TestTimeouts.Token);
        IReadOnlyList<ModelInfo> models = await client.ListModelsAsync(TestTimeouts.Token);

        Assert.Equal(("Hi.", "acme"), (completion.Text, completion.Call!.Provider));
        Assert.Equal("acme/minimax-m2.1", models.Single().Id);
        Assert.Equal(["/v2/generate", "/models"], server.Requests.Select(static sent => sent.Path));
        Assert.All(server.Requests, static sent =>
            Assert.Equal(("acme-key-1", "eu"), (sent.Headers["api-key"], sent.Headers["X-Acme-Region"])));
        Assert.Equal(
            """{"model":"acme/minimax-m2.1","messages":[{"role":"user","content":"Hello"}]}""", server.Requests[0].Text);
    }
    #endregion

    [Fact]
    public void Acme_Source_IsAtMost25Lines()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(Repository.Root, "tests/MiniMaxClient.Tests/Providers/AcmeAdapter.cs"))];
        Assert.InRange(lines.Count(static line => !line.StartsWith('#')), 10, 25);
    }

    [Fact]
    public async Task Acme_UnsupportedField_ThrowsInvalidRequestException()
    {
        using var client = new ChatCompletionsClient(new AcmeAdapter("key"));
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2_1,
            Messages = [ChatMessage.User("Hi")],
            Seed = 1,
        };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(request, TestTimeouts.Token));

        Assert.Equal("$.seed", e.Problems.Single().Path);
    }

    [Fact]
    public async Task Acme_Registered_IsUsedByTheContainersClient()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        string key = "acme-key-1";
        string endpoint = server.BaseAddress.ToString();
        var services = new ServiceCollection();
        #region registration
        services.AddMiniMaxClient(o => o.UseAdapter(new AcmeAdapter(key, endpoint)));
        #endregion
        await using ServiceProvider provider = services.BuildServiceProvider();

        ChatCompletion completion = await provider.GetRequiredService<IChatCompletionsClient>()
            .CompleteAsync("Hello", MiniMaxModels.M2_1, TestTimeouts.Token);

        Assert.Equal("acme", completion.Call!.Provider);
    }
}
