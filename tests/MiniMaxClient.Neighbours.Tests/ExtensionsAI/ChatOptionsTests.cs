using System.Text.Json;
using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary>Chat options: the app's properties (F11), portable options (F23), model and user agent (F24).</summary>
public sealed class ChatOptionsTests
{
    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AdditionalProperties_OfAnApp_AreNotSent(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider);
        ChatOptions options = new()
        {
            AdditionalProperties = new() { ["tenant"] = "tenant-7", ["progress"] = new Action<int>(static _ => { }), ["nothing"] = null },
        };

        await EmulatedChat.GetResponseAsync(emulated.Chat, stream, [EmulatedChat.CreateUserMessage("Hi")], options);

        JsonElement sent = Assert.Single(emulated.Requests).Json;
        foreach (string name in (string[])["tenant", "progress", "nothing"])
            Assert.False(sent.TryGetProperty(name, out _), name);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AdditionalProperties_OfAnAgentsRun_AreNotSent(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider);
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Greeter");
        ChatClientAgentRunOptions options = new() { AdditionalProperties = new() { ["tenant"] = "tenant-7" } };

        if (stream)
            await agent.RunStreamingAsync("Hi", options: options, cancellationToken: TestTimeouts.Token).ToAgentResponseAsync(TestTimeouts.Token);
        else
            await agent.RunAsync("Hi", options: options, cancellationToken: TestTimeouts.Token);

        Assert.DoesNotContain("tenant-7", Assert.Single(emulated.Requests).Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, ChatOptions> PortableOptions { get; } = new()
    {
        { "StopSequences", "stop", new() { StopSequences = ["END"] } },
        { "TopK", "top_k", new() { TopK = 5 } },
    };

    [Theory]
    [MemberData(nameof(PortableOptions), DisableDiscoveryEnumeration = true)]
    public async Task PortableOption_UnsupportedByTheModel_IsOmittedWithAWarning(string name, string field, ChatOptions options)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            using var log = new RecordingLoggerFactory();
            await using EmulatedChat emulated =
                await EmulatedChat.StartAsync("aimlapi", MiniMaxModels.M2_7, new() { LoggerFactory = log });
            emulated.Emulator.Enqueue(Reply.Text("Hello."));

            ChatResponse response = await EmulatedChat.GetResponseAsync(emulated.Chat, stream, [EmulatedChat.CreateUserMessage("Hi")], options);

            Assert.Equal("Hello.", response.Text);
            Assert.False(Assert.Single(emulated.Requests).Json.TryGetProperty(field, out _), name);
            Assert.Contains(log.Messages, static message => message.StartsWith("Warning: ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JsonFormat_UnsupportedByTheModel_IsNotSentAsAField(bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync("aimlapi", MiniMaxModels.M2_7);
        emulated.Emulator.Enqueue(Reply.Text("{}"));

        ChatResponse response = await EmulatedChat.GetResponseAsync(
            emulated.Chat, stream, [EmulatedChat.CreateUserMessage("Reply with an empty JSON object.")],
            new() { ResponseFormat = ChatResponseFormat.Json });

        Assert.Equal("{}", response.Text);
        Assert.False(Assert.Single(emulated.Requests).Json.TryGetProperty("response_format", out _));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ModelId_Empty_IsTheDefaultModel(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Hi."));

        ChatResponse response = await EmulatedChat.GetResponseAsync(
            emulated.Chat, stream, [EmulatedChat.CreateUserMessage("Hi")], new() { ModelId = "" });

        Assert.Equal("Hi.", response.Text);
        Assert.Contains("m2", Assert.Single(emulated.Requests).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UserAgent_OfTheAppsHttpClient_IsSent(bool stream)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.UserAgent.ParseAdd("App/1.0");
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"), http);
        using IChatClient chat = client.AsIChatClient(MiniMaxModels.M2);

        await EmulatedChat.GetResponseAsync(chat, stream, [EmulatedChat.CreateUserMessage("Hi")]);

        Assert.Contains("App/1.0", Assert.Single(emulator.Requests).Headers["User-Agent"], StringComparison.Ordinal);
    }
}
