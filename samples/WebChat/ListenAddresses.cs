using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Determines the addresses of the app, and the host names by which a browser can open it.</summary>
/// <remarks>
/// Other host names are rejected. Otherwise a web page of a host that resolves to this machine (DNS rebinding) could send
/// questions.
/// </remarks>
internal static class ListenAddresses
{
    /// <summary>The address if none is configured.</summary>
    /// <remarks>It is not in appsettings.json, because ASP.NET Core prefers that file to ASPNETCORE_URLS.</remarks>
    public const string Default = "http://localhost:5210";

    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";

    public static IReadOnlyList<string> LoopbackHosts { get; } = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Reads the addresses from the settings of ASP.NET Core: endpoints, else URLs, else ports.</summary>
    public static IReadOnlyList<string> Read(IConfiguration configuration)
    {
        string[] endpoints =
        [
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(static one => one["Url"]).OfType<string>(),
        ];
        if (endpoints.Length > 0)
            return endpoints;
        string[] urls = Split(configuration["urls"]);
        return urls.Length > 0
            ? urls
            :
            [
                .. Split(configuration["http_ports"]).Select(static port => $"http://*:{port}"),
                .. Split(configuration["https_ports"]).Select(static port => $"https://*:{port}"),
            ];
    }

    /// <summary>Returns the host names that are accepted: of this machine, of the addresses, and the configured ones.</summary>
    public static IEnumerable<string> GetHosts(IReadOnlyList<string> addresses, string? allowedHosts)
    {
        IEnumerable<string> hosts = addresses.SelectMany(static address =>
            IsAnyAddress(address) ? GetMachineHosts() : [BindingAddress.Parse(address).Host]);
        return LoopbackHosts.Concat(hosts).Concat(Split(allowedHosts)).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Determines whether an address is reachable from the network by each name of this machine.</summary>
    public static bool IsAnyAddress(string address) => BindingAddress.Parse(address).Host is "*" or "+" or "0.0.0.0" or "[::]";

    /// <summary>Determines whether only this machine can open an address.</summary>
    /// <remarks>For a host name that is neither an IP address nor localhost, Kestrel listens on all addresses.</remarks>
    public static bool IsLoopback(string address)
    {
        string host = BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }

    /// <summary>Returns the address at which a browser on this machine opens the app.</summary>
    public static string ToBrowserAddress(string address)
    {
        BindingAddress parsed = BindingAddress.Parse(address);
        return IsAnyAddress(address) ? $"{parsed.Scheme}://localhost:{parsed.Port}" : address;
    }

    /// <summary>Returns the cause and the remedy if the app cannot listen, or null for another exception.</summary>
    public static string? ExplainFailure(Exception e)
    {
        string? remedy = e switch
        {
            IOException { InnerException: AddressInUseException } => "Stop the program that uses the port, or use another one",
            // A port of localhost that cannot be opened for one of its two addresses, or for both.
            IOException { Source: Kestrel } => "Use another address",
            // An address of another machine, or a port that requires rights.
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AccessDenied } =>
                "Use another address",
            // An invalid URL, or a port beyond 65535.
            FormatException { Source: "Microsoft.AspNetCore.Http" } or ArgumentOutOfRangeException { ParamName: "port" } =>
                "Use another address",
            // An unknown scheme, a path, or https without a certificate.
            InvalidOperationException { Source: Kestrel } => "Use another address",
            _ => null,
        };
        return remedy is null
            ? null
            : $"The app cannot start: {e.Message}\n{remedy}: dotnet run --project samples/WebChat -- --urls=http://localhost:5211";
    }

    private static IEnumerable<string> GetMachineHosts() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .Where(static address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
        .Select(static address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}")
        .Prepend(Dns.GetHostName());

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
