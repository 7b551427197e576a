using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Tests.Diagnostics;
using OpenTelemetry.Exporter;

namespace MiniMaxClient.Neighbours.Tests.Telemetry;

/// <summary>A collector of the OpenTelemetry protocol, over gRPC or HTTP.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    // The length of a frame's head: a byte for the compression, four for the length of the message.
    private const int FrameHead = 5;

    private readonly ConcurrentQueue<(string Path, byte[] Message)> _received = new();
    private readonly OtlpExportProtocol _protocol;
    private readonly WebApplication _server;

    private OtlpCollector(OtlpExportProtocol protocol)
    {
        _protocol = protocol;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(
            IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocol == OtlpExportProtocol.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    public static async Task<OtlpCollector> StartAsync(OtlpExportProtocol protocol)
    {
        var collector = new OtlpCollector(protocol);
        await collector._server.StartAsync(TestTimeouts.Token);
        return collector;
    }

    /// <summary>Sets the address of a signal: <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public void Configure(OtlpExporterOptions options, string signal)
    {
        options.Protocol = _protocol;
        options.Endpoint = new(_protocol == OtlpExportProtocol.Grpc ? Address : $"{Address}/v1/{signal}");
    }

    /// <summary>The spans, metrics or log records that were received.</summary>
    public OtlpMessage[] Received(string signal) =>
    [
        .. _received.Where(one => one.Path.Contains(signal, StringComparison.OrdinalIgnoreCase))
            .SelectMany(static one => new OtlpMessage(one.Message).FindMessages(1, 2, 2)),
    ];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Address => _server.Urls.First();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (_protocol != OtlpExportProtocol.Grpc)
        {
            _received.Enqueue((context.Request.Path.Value!, body.ToArray()));
            return;
        }

        byte[] frame = body.ToArray();
        int length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        // The path is the service's name and method, such as TraceService/Export.
        _received.Enqueue((context.Request.Path.Value!, frame[FrameHead..(FrameHead + length)]));
        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(new byte[FrameHead], context.RequestAborted);
    }
}
