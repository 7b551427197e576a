using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniMaxClient.Tests.Security;

/// <summary>A server with an untrusted certificate, which counts the received bytes and sends no response.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly X509Certificate2 _certificate;
    private readonly Task _accepting;
    private readonly TaskCompletionSource<string> _clientCertificate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;
    private long _bytes;

    public TlsServer(string host, DateTimeOffset now)
    {
        _certificate = CreateCertificate(host, now);
        _listener.Start();
        BaseAddress = new($"https://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri BaseAddress { get; }

    /// <summary>The number of connections.</summary>
    public int Connections => _connections;

    /// <summary>The number of received bytes, without handshakes.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytes);

    /// <summary>The subject of the first certificate that a client presents.</summary>
    public Task<string> ClientCertificateSubject => _clientCertificate.Task;

    public static X509Certificate2 CreateCertificate(string host, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _certificate.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _connections++;
                await ServeAsync(socket);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The listener was stopped.
        }
    }

    private bool AcceptClient(string? subject)
    {
        if (subject is not null)
            _clientCertificate.TrySetResult(subject);
        return true;
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var tls = new SslStream(
            new NetworkStream(socket), false, (_, certificate, _, _) => AcceptClient(certificate?.Subject));
        try
        {
            await tls.AuthenticateAsServerAsync(
                new() { ServerCertificate = _certificate, ClientCertificateRequired = true }, _stopping.Token);
            byte[] buffer = new byte[4096];
            int count;
            while ((count = await tls.ReadAsync(buffer, _stopping.Token)) > 0)
                Interlocked.Add(ref _bytes, count);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client closed the connection, as expected.
        }
    }
}
