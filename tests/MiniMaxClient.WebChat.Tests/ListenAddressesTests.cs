using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the addresses of the app, the host names that it accepts, and the messages if it cannot start.</summary>
public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("DOTNET_URLS")]
    public async Task WebChat_AddressInEnvironment_IsUsed(string variable)
    {
        await using ChatProcess process = ChatProcess.Start([], (variable, "http://127.0.0.1:0"));

        Uri address = await process.ReadAddressAsync();
        using var http = new HttpClient { BaseAddress = address };

        Assert.NotEqual(new Uri(ListenAddresses.Default).Port, address.Port);
        Assert.Contains(
            "<title>MiniMax chat</title>", await http.GetStringAsync("", TestTimeouts.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebChat_ArgumentAndEnvironment_UsesArgument()
    {
        await using ChatProcess process = ChatProcess.Start(
            ["--urls=http://127.0.0.1:0"], ("ASPNETCORE_URLS", "http://[::1]:0"));

        Assert.Equal("127.0.0.1", (await process.ReadAddressAsync()).Host);
    }

    [Fact]
    public async Task WebChat_PortInUse_ExplainsItInTwoLinesAndExitsWith1()
    {
        await using ChatProcess first = ChatProcess.Start(["--urls=http://127.0.0.1:0"]);
        Uri address = await first.ReadAddressAsync();
        await using ChatProcess second = ChatProcess.Start([$"--urls={address}"]);

        (int exitCode, string output, string errors) = await second.WaitForExitAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(
            [
                $"The app cannot start: Failed to bind to address http://127.0.0.1:{address.Port}: address already in use.",
                "Stop the program that uses the port, or use another one: "
                    + "dotnet run --project samples/WebChat -- --urls=http://localhost:5211",
            ],
            errors.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public async Task WebChat_InvalidAddress_ExplainsItAndExitsWith1()
    {
        await using ChatProcess process = ChatProcess.Start(["--urls=localhost"]);

        (int exitCode, string output, string errors) = await process.WaitForExitAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("The app cannot start: Invalid url: 'localhost'", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:65536", "Specified argument was out of the range")]
    [InlineData("ftp://127.0.0.1:0", "Unrecognized scheme in server address 'ftp://127.0.0.1:0'")]
    [InlineData("http://127.0.0.1:0/chat", "A path base can only be configured")]
    [InlineData("http://192.0.2.1:0", "Cannot assign requested address")]
    public async Task WebChat_AddressThatCannotBeUsed_ExplainsItAndExitsWith1(string address, string cause)
    {
        await using ChatProcess process = ChatProcess.Start([$"--urls={address}"]);

        (int exitCode, string output, string errors) = await process.WaitForExitAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"The app cannot start: {cause}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ExplainFailure_OfAnotherCause_ReturnsNull()
    {
        Assert.Null(ListenAddresses.ExplainFailure(new IOException("The disk is full.")));
        Assert.Null(ListenAddresses.ExplainFailure(new FileNotFoundException("There is no certificate file.")));
        Assert.Null(ListenAddresses.ExplainFailure(new FormatException("Not a number.")));
        Assert.Null(ListenAddresses.ExplainFailure(new InvalidOperationException("No service is registered.")));
        Assert.Null(ListenAddresses.ExplainFailure(new SocketException((int)SocketError.HostNotFound)));
    }

    [Theory]
    [InlineData("http://localhost:5210", true)]
    [InlineData("http://127.0.0.2:5210", true)]
    [InlineData("http://[::1]:5210", true)]
    [InlineData("http://192.168.1.5:5210", false)]
    [InlineData("http://[fd00::1]:5210", false)]
    [InlineData("http://chat.local:5210", false)]
    [InlineData("http://*:5210", false)]
    [InlineData("http://[::]:5210", false)]
    public void IsLoopback_OfAddress_IsWhetherOnlyThisMachineOpensIt(string address, bool isLoopback) =>
        Assert.Equal(isLoopback, ListenAddresses.IsLoopback(address));

    [Fact]
    public async Task Create_HostLog_IsSilentOnlyUntilTheAppHasStarted()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        await using WebApplication app = ChatApp.Create(["--urls=http://127.0.0.1:0"], emulator);
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.Extensions.Hosting.Internal.Host");

        Assert.False(log.IsEnabled(LogLevel.Critical));
        await app.StartAsync(TestTimeouts.Token);
        Assert.True(log.IsEnabled(LogLevel.Error));
        Assert.False(log.IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task WebChat_AllAddresses_NamesTheHostsAndOpensByThem()
    {
        await using ChatProcess process = ChatProcess.Start(["--urls=http://0.0.0.0:0", "--AllowedHosts=chat.example"]);

        Uri address = await process.ReadAddressAsync();
        string hosts = await process.ReadLineAsync();
        using var http = new HttpClient { BaseAddress = address };

        Assert.Equal("localhost", address.Host);
        Assert.StartsWith(
            "  The network can open it too, and use your API keys, by the host names ", hosts, StringComparison.Ordinal);
        Assert.Contains($" {Dns.GetHostName()}, ", hosts, StringComparison.Ordinal);
        Assert.EndsWith(", chat.example. To add another one: --AllowedHosts=name", hosts, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(Dns.GetHostName()));
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync("chat.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetStatusAsync("rebound.example"));

        async Task<HttpStatusCode> GetStatusAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/providers") { Headers = { Host = host } };
            using HttpResponseMessage response = await http.SendAsync(request, TestTimeouts.Token);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Create_NothingConfigured_UsesTheDefault()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        await using WebApplication app = ChatApp.Create(["--urls="], emulator);

        Assert.Equal(ListenAddresses.Default, app.Services.GetRequiredService<IConfiguration>()["urls"]);
    }

    [Theory]
    [InlineData("urls=http://a:1;http://b:2", "http://a:1 http://b:2")]
    [InlineData("http_ports=8080;8081|https_ports=8443", "http://*:8080 http://*:8081 https://*:8443")]
    [InlineData("urls=http://a:1|http_ports=8080", "http://a:1")]
    [InlineData("urls=http://a:1|Kestrel:Endpoints:Main:Url=http://c:3", "http://c:3")]
    [InlineData("other=1", "")]
    public void Read_OfConfiguration_ReturnsAddressesAsKestrelDoes(string settings, string addresses)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Split('|').Select(static one =>
                new KeyValuePair<string, string?>(one.Split('=')[0], one.Split('=')[1])))
            .Build();

        Assert.Equal(addresses, string.Join(' ', ListenAddresses.Read(configuration)));
    }

    [Fact]
    public void GetHosts_OfAddress_AddsItToThoseOfThisMachine()
    {
        Assert.Equal(["localhost", "127.0.0.1", "[::1]"], ListenAddresses.GetHosts([], null));
        Assert.Equal(
            ["localhost", "127.0.0.1", "[::1]", "chat.local", "192.168.1.5", "a.example", "b.example"],
            ListenAddresses.GetHosts(["http://chat.local:80", "http://192.168.1.5:80"], "a.example; b.example"));
        Assert.Contains(Dns.GetHostName(), ListenAddresses.GetHosts(["http://*:80"], null));
        Assert.DoesNotContain("*", ListenAddresses.GetHosts(["http://*:80"], null));
    }
}
