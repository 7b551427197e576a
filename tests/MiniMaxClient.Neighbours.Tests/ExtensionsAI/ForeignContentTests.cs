using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary>Contents and tools of other providers in a history and in the options (dotnet.md, F21).</summary>
public sealed class ForeignContentTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47];

    public static MatrixTheoryData<string, bool> Ways { get; } =
        new(["OpenAICompatible", "AimlApi", "RunApi", "ModelsLab", "AnthropicCompatible"], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ForeignContent_ByDefault_IsRejectedBeforeAnythingIsSent(string provider, bool stream)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        await using ServiceProvider services = Services(emulator, provider, unsupported: null);
        IChatClient chat = services.GetRequiredService<IChatClient>();

        await Assert.ThrowsAsync<NotSupportedException>(() => EmulatedChat.GetResponseAsync(chat, stream, History));

        Assert.Empty(emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ForeignContent_WithDrop_IsOmittedWithAWarning(string provider, bool stream)
    {
        using var log = new RecordingLoggerFactory();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(Reply.Text("Done."));
        await using ServiceProvider services = Services(emulator, provider, unsupported: "Drop", log);
        IChatClient chat = services.GetRequiredService<IChatClient>();
        ChatOptions options = new() { Tools = [new HostedWebSearchTool(), AIFunctionFactory.Create(() => 1, "one")] };

        ChatResponse response = await EmulatedChat.GetResponseAsync(chat, stream, History, options);

        Assert.Equal("Done.", response.Text);
        RecordedRequest sent = Assert.Single(emulator.Requests);
        Assert.Equal(200, sent.Status);
        Assert.Equal(["user", "assistant", "user"], sent.Roles());
        Assert.Contains("It rains.", sent.Text, StringComparison.Ordinal);
        Assert.Contains("And tomorrow?", sent.Text, StringComparison.Ordinal);
        Assert.Equal(1, sent.Json.GetProperty("tools").GetArrayLength());
        Assert.Contains(log.Messages, static message => message.StartsWith("Warning: ", StringComparison.Ordinal));
    }

    private static List<AIMessage> History =>
    [
        EmulatedChat.CreateUserMessage("Weather?"),
        new(AIRole.Assistant,
        [
            new WebSearchToolCallContent("search_1"), new McpServerToolCallContent("mcp_1", "forecast", "weather"),
            new TextContent("It rains."), new DataContent(Png, "image/png"),
        ]),
        new(AIRole.User, [new TextContent("And tomorrow?"), new TextReasoningContent("Hm."), new ErrorContent("disk full")]),
    ];

    /// <summary>A container whose client has the option that omits contents, by its name in the configuration.</summary>
    private static ServiceProvider Services(
        MiniMaxEmulator emulator, string provider, string? unsupported, ILoggerFactory? log = null)
    {
        Uri address = provider switch
        {
            "AimlApi" => emulator.AimlApi,
            "RunApi" => emulator.RunApi,
            "ModelsLab" => emulator.ModelsLab,
            "AnthropicCompatible" => emulator.AnthropicCompatible,
            _ => emulator.OpenAICompatible,
        };
        Dictionary<string, string?> settings = new()
        {
            ["MiniMax:Provider"] = provider,
            ["MiniMax:BaseAddress"] = address.ToString(),
            ["MiniMax:ApiKey"] = emulator.ApiKey,
        };
        if (unsupported is not null)
            settings["MiniMax:UnsupportedContents"] = unsupported;
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        ServiceCollection services = new();
        if (log is not null)
            services.AddSingleton(log);
        services.AddMiniMaxClient(configuration.GetSection("MiniMax"));
        services.AddMiniMaxChatClient(MiniMaxModels.M2);
        return services.BuildServiceProvider();
    }
}
