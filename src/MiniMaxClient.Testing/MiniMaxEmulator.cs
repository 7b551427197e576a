using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing;

/// <summary>A server on a loopback port, a free one by default, that behaves as the providers of MiniMax models do.</summary>
/// <remarks>All members may be used from several threads at once, and several emulators may run at once.</remarks>
public sealed class MiniMaxEmulator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly KestrelServer _server;
    private readonly EmulatorApplication _application;
    private readonly Dialect[] _dialects;

    private MiniMaxEmulator(MiniMaxEmulatorOptions options)
    {
        ApiKey = options.ApiKey;
        _dialects =
        [
            new AimlApiDialect(options), new RunApiDialect(options), new ModelsLabDialect(options), new MiniMaxDialect(options),
            new MiniMaxAnthropicDialect(options),
        ];
        _application = new(_dialects, options, _stopping.Token);
        KestrelServerOptions kestrel = new() { AddServerHeader = false };
        // A test may hold a request or its response for as long as it likes.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(IPAddress.Loopback, options.Port);
        SocketTransportFactory sockets = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new(Options.Create(kestrel), sockets, NullLoggerFactory.Instance);
    }

    /// <summary>The address of the server, above those of the providers.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The base address that stands for AIML API's <c>https://api.aimlapi.com/v1</c>.</summary>
    public Uri AimlApi => GetAddress<AimlApiDialect>();

    /// <summary>The base address that stands for RunAPI's <c>https://runapi.ai/v1</c>.</summary>
    public Uri RunApi => GetAddress<RunApiDialect>();

    /// <summary>The base address that stands for ModelsLab's <c>https://modelslab.com/api/v7/llm</c>.</summary>
    public Uri ModelsLab => GetAddress<ModelsLabDialect>();

    /// <summary>The base address of a host that behaves as MiniMax's own OpenAI route does.</summary>
    public Uri OpenAICompatible => GetAddress<MiniMaxDialect>();

    /// <summary>The base address that stands for MiniMax's <c>https://api.minimax.io/anthropic</c>.</summary>
    public Uri AnthropicCompatible => GetAddress<MiniMaxAnthropicDialect>();

    /// <summary>The only key that is accepted.</summary>
    public string ApiKey { get; }

    /// <summary>The requests so far in the order of their arrival, refused ones among them.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _application.Requests;

    /// <summary>Starts an emulator.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<MiniMaxEmulator> StartAsync(
        MiniMaxEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        options.Validate();
        MiniMaxEmulator emulator = new(options);
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

    /// <summary>Queues a reply; each accepted request takes the next one, else <see cref="Reply.Default"/>.</summary>
    /// <remarks>
    /// Requests for models and token counts take one too: errors, bodies, headers and faults are obeyed there, and of an
    /// answer of the model only the prompt's tokens, which are the count.
    /// </remarks>
    public void Enqueue(Reply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        _application.EnqueueReply(reply);
    }

    /// <summary>Queues replies in order.</summary>
    public void Enqueue(params Reply[] replies)
    {
        ArgumentNullException.ThrowIfNull(replies);
        foreach (Reply reply in replies)
            Enqueue(reply);
    }

    /// <summary>Waits for the next request that no earlier call has returned; it may have arrived already.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The emulator was disposed.</exception>
    public Task<RecordedRequest> WaitForRequestAsync(CancellationToken cancellationToken = default) =>
        _application.ArrivedRequests.ReadAsync(cancellationToken).AsTask();

    /// <summary>Stops the server at once; responses under way are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        _application.CompleteArrivedRequests();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }

    private Uri GetAddress<T>()
        where T : Dialect
    {
        T dialect = _dialects.OfType<T>().Single();
        return new Uri(BaseAddress, dialect.RootPath + dialect.BasePath);
    }
}
