using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Represents the app on a free port with its own emulator and without API keys.</summary>
internal sealed class ChatSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChatSite(MiniMaxEmulator emulator, WebApplication app)
    {
        Emulator = emulator;
        _app = app;
        Address = new(app.Urls.Single());
        Http = new() { BaseAddress = Address };
    }

    public MiniMaxEmulator Emulator { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public ConversationStore Conversations => _app.Services.GetRequiredService<ConversationStore>();

    public static async Task<ChatSite> StartAsync()
    {
        var model = new ScriptedModel(chunkDelay: TimeSpan.Zero);
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { ApiKey = "sk-secret-of-the-app", Responder = model.CreateReply }, TestTimeouts.Token);
        string[] args =
        [
            "--urls=http://127.0.0.1:0",
            $"--{AimlApiAdapter.ApiKeyEnvironmentVariable}=",
            $"--{RunApiAdapter.ApiKeyEnvironmentVariable}=",
            $"--{RunApiAdapter.AlternativeApiKeyEnvironmentVariable}=",
            $"--{ModelsLabAdapter.ApiKeyEnvironmentVariable}=",
            $"--{MiniMaxAdapter.ApiKeyEnvironmentVariable}=",
            "--Logging:LogLevel:Default=None",
        ];
        WebApplication app = ChatApp.Create(args, emulator);
        await app.StartAsync(TestTimeouts.Token);
        return new(emulator, app);
    }

    /// <summary>Sends a question, and returns the response when its headers have arrived.</summary>
    public Task<HttpResponseMessage> PostAsync(object question, CancellationToken cancellationToken) => Http.SendAsync(
        new(HttpMethod.Post, "api/chat") { Content = JsonContent.Create(question) },
        HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Sends a question, and returns all events of the answer.</summary>
    public async Task<JsonElement[]> PostAndReadEventsAsync(
        string text, string provider = "aimlapi", string? conversation = null, string? effort = null, params byte[][] images)
    {
        using HttpResponseMessage response = await PostAsync(
            new { provider, text, conversation, effort, images }, TestTimeouts.Token);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string body = await response.Content.ReadAsStringAsync(TestTimeouts.Token);
        return
        [
            .. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static line =>
            {
                Assert.StartsWith("data: ", line, StringComparison.Ordinal);
                using JsonDocument json = JsonDocument.Parse(line["data: ".Length..]);
                return json.RootElement.Clone();
            }),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Emulator.DisposeAsync();
        await _app.DisposeAsync();
    }
}
