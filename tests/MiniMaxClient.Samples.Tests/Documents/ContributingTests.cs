using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>The provider that CONTRIBUTING adds works.</summary>
public sealed class ContributingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    #region provider-test
    [Fact]
    public async Task Acme_PlainAndStreamed_GetsItsOwnModelAndHeader()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = ["acme/minimax-m2.1"] }, Token);
        emulator.Enqueue(Reply.Text("Hi.", thinking: "A greeting."), Reply.Text("Hi again."));
        using var client = new ChatCompletionsClient(new AcmeAdapter(emulator.ApiKey, emulator.OpenAICompatible.ToString()));

        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M2_1, Token);
        ChatCompletion streamed = await client.StreamAsync("Hello", MiniMaxModels.M2_1, Token).ToCompletionAsync(Token);

        Assert.Equal(("Hi.", "A greeting.", "acme"), (answer.Text, answer.Reasoning, answer.Call!.Provider));
        Assert.Equal("Hi again.", streamed.Text);
        Assert.All(emulator.Requests, static sent => Assert.Equal("eu", sent.Headers["X-Acme-Region"]));
        Assert.All(emulator.Requests, static sent => Assert.Equal("acme/minimax-m2.1", $"{sent.Json.GetProperty("model")}"));
    }
    #endregion

    [Fact]
    public async Task Acme_BeyondItsCapabilities_RefusesTheRequest()
    {
        using var client = new ChatCompletionsClient(new AcmeAdapter("key"));
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2_1,
            Messages = [ChatMessage.User("Hi")],
            Temperature = 1.5,
            Seed = 1,
        };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, Token));

        Assert.Equal(["$.seed", "$.temperature"], e.Problems.Select(static problem => problem.Path).Order());
    }

    [Fact]
    public async Task Acme_Registered_IsTheContainersClient()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = ["acme/minimax-m2.1"] }, Token);
        string key = emulator.ApiKey;
        var services = new ServiceCollection();
        #region registration
        services.AddMiniMaxClient(o => o.UseAdapter(new AcmeAdapter(key, emulator.OpenAICompatible.ToString())));
        #endregion
        await using ServiceProvider provider = services.BuildServiceProvider();

        ChatCompletion answer = await provider.GetRequiredService<IChatCompletionsClient>()
            .CompleteAsync("Hello", MiniMaxModels.M2_1, Token);

        Assert.Equal("acme", answer.Call!.Provider);
    }
}
