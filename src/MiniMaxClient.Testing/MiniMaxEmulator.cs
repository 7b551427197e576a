using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Testing.Cassettes;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing;

/// <summary>Represents a server on a loopback port that emulates the providers of MiniMax models.</summary>
/// <remarks>All members are thread-safe. Several emulators can run concurrently.</remarks>
public sealed class MiniMaxEmulator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _host;
    private readonly IServer _server;
    private readonly EmulatorApplication _application;
    private readonly Dialect[] _dialects;
    private readonly CassetteReplay? _replay;

    private MiniMaxEmulator(MiniMaxEmulatorOptions options, CassetteReplay? replay = null)
    {
        _replay = replay;
        ApiKeys = options.AllKeys;
        _dialects =
        [
            new MiniMaxDialect(options, MiniMaxHost.MiniMax),
            new AimlApiDialect(options),
            new RunApiDialect(options),
            new ModelsLabDialect(options),
            new MiniMaxDialect(options, MiniMaxHost.OpenAICompatible),
            new MiniMaxDialect(options, MiniMaxHost.AnthropicCompatible),
        ];
        _application = new(_dialects, options, _stopping.Token, replay);
        // The host disposes the meter of the server, which would stay in the process otherwise.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddMetrics();
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => Configure(kestrel, options.Port, isReplay: replay is not null));
        _host = builder.Build();
        _server = _host.Services.GetRequiredService<IServer>();
    }

    /// <summary>Gets the address of the server, of which each provider's base address is a path.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Gets the base address that emulates <c>https://api.minimax.io</c> of MiniMax.</summary>
    /// <remarks>
    /// It enforces the limits of each model: effort, thinking, tool choice, images and videos. Both of MiniMax's APIs are below
    /// it: <c>/v1/chat/completions</c> and <c>/anthropic/v1/messages</c>.
    /// </remarks>
    public Uri MiniMax => GetAddress();

    /// <summary>Gets the base address that emulates <c>https://api.aimlapi.com/v1</c> of AIML API.</summary>
    public Uri AimlApi => GetAddress();

    /// <summary>Gets the base address that emulates <c>https://runapi.ai/v1</c> of RunAPI.</summary>
    public Uri RunApi => GetAddress();

    /// <summary>Gets the base address that emulates <c>https://modelslab.com/api/v7/llm</c> of ModelsLab.</summary>
    public Uri ModelsLab => GetAddress();

    /// <summary>Gets the base address that emulates an OpenAI-compatible host of MiniMax models.</summary>
    /// <remarks>It has MiniMax's bodies without the limits of each model.</remarks>
    public Uri OpenAICompatible => GetAddress();

    /// <summary>Gets the base address that emulates an Anthropic-compatible host of MiniMax models.</summary>
    /// <remarks>It has MiniMax's bodies without the limits of each model.</remarks>
    public Uri AnthropicCompatible => GetAddress();

    /// <summary>Gets the first API key that the emulator accepts.</summary>
    public string ApiKey => ApiKeys[0];

    /// <summary>Gets the API keys that the emulator accepts, the first of which is <see cref="ApiKey"/>.</summary>
    public IReadOnlyList<string> ApiKeys { get; }

    /// <summary>Gets the replay of an emulator that <see cref="ReplayAsync"/> started.</summary>
    /// <exception cref="InvalidOperationException">The emulator does not replay a cassette.</exception>
    public CassetteReplay Cassette =>
        _replay ?? throw new InvalidOperationException("The emulator does not replay a cassette; start it with ReplayAsync.");

    /// <summary>Gets the recorded requests, including rejected ones, in the order of their arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _application.Requests;

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">The settings; null for the default values.</param>
    /// <param name="cancellationToken">The token to cancel the start.</param>
    /// <returns>The running emulator.</returns>
    /// <exception cref="ArgumentException">An option is null, empty or out of range.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="OperationCanceledException">The start was canceled.</exception>
    public static async Task<MiniMaxEmulator> StartAsync(
        MiniMaxEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        options.Validate();
        return await StartAsync(new MiniMaxEmulator(options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts an emulator that replays the responses of a cassette.</summary>
    /// <param name="path">The path of a file that <see cref="CassetteRecorder"/> wrote.</param>
    /// <param name="options">The settings; null for the default values.</param>
    /// <param name="cancellationToken">The token to cancel the start.</param>
    /// <returns>The running emulator.</returns>
    /// <remarks>
    /// A request gets the first response that was recorded for an equal request and is not used yet: its method, path, compared
    /// headers and body, as JSON, are the same. Any other request gets an error with status 400, whose message has the
    /// differences. Every API key is accepted. The addresses of the providers are those of the recorded paths: use
    /// <see cref="AimlApi"/> and the others as for an emulator.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> or an option is null, empty or out of range.</exception>
    /// <exception cref="CassetteException">The file is not a cassette.</exception>
    /// <exception cref="IOException">The file cannot be read, or the port is in use.</exception>
    /// <exception cref="OperationCanceledException">The start was canceled.</exception>
    public static async Task<MiniMaxEmulator> ReplayAsync(
        string path, CassetteReplayOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        options.Validate();
        CassetteReplay replay = new(path, await CassetteFile.ReadAsync(path, cancellationToken).ConfigureAwait(false), options);
        MiniMaxEmulatorOptions server = new() { Port = options.Port, TimeProvider = options.TimeProvider };
        return await StartAsync(new MiniMaxEmulator(server, replay), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<MiniMaxEmulator> StartAsync(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    {
        try
        {
            await emulator._server.StartAsync(emulator._application, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await emulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        IServerAddressesFeature bound = emulator._server.Features.GetRequiredFeature<IServerAddressesFeature>();
        emulator.BaseAddress = new Uri(bound.Addresses.Single());
        return emulator;
    }

    /// <summary>Queues a reply for the next accepted request.</summary>
    /// <param name="reply">The reply.</param>
    /// <remarks>
    /// Each accepted request dequeues one reply. If the queue is empty, <see cref="MiniMaxEmulatorOptions.Responder"/> creates
    /// the reply; without a responder it is <see cref="Reply.Default"/>. Requests for models and token counts dequeue a reply
    /// too: its errors, bodies, headers and faults apply there, and the prompt tokens of a completion are the token count.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="reply"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The emulator replays a cassette.</exception>
    public void Enqueue(Reply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (_replay is not null)
            throw new InvalidOperationException("The emulator replays a cassette, which has its own responses.");
        _application.EnqueueReply(reply);
    }

    /// <summary>Queues replies in order.</summary>
    /// <param name="replies">The replies.</param>
    /// <exception cref="ArgumentNullException"><paramref name="replies"/> or one of them is null.</exception>
    public void Enqueue(params Reply[] replies)
    {
        ArgumentNullException.ThrowIfNull(replies);
        foreach (Reply reply in replies)
            Enqueue(reply);
    }

    /// <summary>Changes the state of an API key at all providers; it applies to the requests that follow.</summary>
    /// <param name="apiKey">One of <see cref="ApiKeys"/>.</param>
    /// <param name="state">The state.</param>
    /// <remarks>
    /// For other errors, <see cref="MiniMaxEmulatorOptions.Responder"/> can choose the reply by
    /// <see cref="RecordedRequest.KeyIndex"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="apiKey"/> is not one of <see cref="ApiKeys"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="state"/> is not defined.</exception>
    /// <exception cref="InvalidOperationException">The emulator replays a cassette.</exception>
    public void SetKeyState(string apiKey, EmulatorKeyState state)
    {
        ArgumentNullException.ThrowIfNull(apiKey);
        if (!Enum.IsDefined(state))
            throw new ArgumentOutOfRangeException(nameof(state), state, null);
        if (_replay is not null)
            throw new InvalidOperationException("The emulator replays a cassette and accepts every key.");
        foreach (Dialect dialect in _dialects)
        {
            if (!dialect.Keys.TrySetState(apiKey, state))
                throw new ArgumentException("The key is not one of the emulator's API keys.", nameof(apiKey));
        }
    }

    /// <summary>Waits for the next request that no earlier call has returned; it can already be recorded.</summary>
    /// <param name="cancellationToken">The token to cancel the wait.</param>
    /// <returns>The request.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The emulator was disposed.</exception>
    public Task<RecordedRequest> WaitForRequestAsync(CancellationToken cancellationToken = default) =>
        _application.ArrivedRequests.ReadAsync(cancellationToken).AsTask();

    /// <summary>Stops the server immediately and aborts its unfinished responses.</summary>
    public async ValueTask DisposeAsync()
    {
        _application.CompleteArrivedRequests();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(KestrelServerOptions kestrel, int port, bool isReplay)
    {
        kestrel.AddServerHeader = false;
        // A recorded header has the characters that HttpClient reads, and it reads Latin-1.
        if (isReplay)
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        // A test can pause a request or its response for any time and send a body of any size.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(IPAddress.Loopback, port);
    }

    /// <summary>Returns the base address of a provider, whose name is that of the property.</summary>
    private Uri GetAddress([CallerMemberName] string provider = "")
    {
        Dialect dialect = _dialects.Single(dialect => dialect.Name == provider);
        if (_replay is null)
            return new Uri(BaseAddress, dialect.RootPath + dialect.BasePath);
        // Only a cassette of an emulator has the roots that separate the providers.
        string root = _replay.HasPathBelow(dialect.RootPath) ? dialect.RootPath : "";
        return new Uri(BaseAddress, _replay.HasPathBelow(root + dialect.BasePath) ? root + dialect.BasePath : root);
    }
}
