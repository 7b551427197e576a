#region usings
using MiniMaxClient;
using MiniMaxClient.Testing;
using NSubstitute;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
#endregion

namespace ReadmeCode.TestingPage;

/// <summary>The guide to testing.</summary>
internal sealed class TestingExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public static async Task Fake()
    {
        #region fake
        var client = Substitute.For<IChatCompletionsClient>();
        client.CompleteAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>())
            .Returns(new ChatCompletion { Choices = [new() { Message = ChatMessage.Assistant("Hello, Ada!") }] });

        Assert.Equal("Hello, Ada!", (await client.CompleteAsync("Greet Ada.", MiniMaxModels.M2_7)).Text);
        #endregion
    }

    public static async Task Emulator()
    {
        #region emulator
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi!", thinking: "A greeting."), Reply.Error(402, "No credits"));

        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        using var client = new ChatCompletionsClient(adapter);

        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M2_7);
        Assert.Equal("Hi!", answer.Text);
        Assert.Equal(2, answer.Call!.Attempts.Count);
        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => client.CompleteAsync("Hello", MiniMaxModels.M2_7));
        Assert.Equal("minimax/m2-7-20260402", emulator.Requests[0].Json.GetProperty("model").GetString());
        #endregion
    }

    public static async Task WireMock()
    {
        #region wiremock
        using WireMockServer server = WireMockServer.Start();
        server
            .Given(Request.Create().UsingPost().WithPath("/v1/chat/completions")
                .WithHeader("Authorization", "Bearer test-key")
                .WithBody(new JsonPartialMatcher("""{"model":"MiniMax-M2.7"}""")))
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json")
                .WithBody("""{"choices":[{"message":{"role":"assistant","content":"Hi!"},"finish_reason":"stop"}]}"""));

        var adapter = new RunApiAdapter("test-key", new() { BaseAddress = new Uri(server.Url + "/v1") });
        using var client = new ChatCompletionsClient(adapter);

        Assert.Equal("Hi!", (await client.CompleteAsync("Hello", MiniMaxModels.M2_7)).Text);
        Assert.Single(server.LogEntries);
        #endregion
    }
}
