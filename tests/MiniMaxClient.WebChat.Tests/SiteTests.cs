using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the files of the page, the list of providers, and the start with one command.</summary>
public sealed class SiteTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("app.css", "text/css")]
    [InlineData("app.js", "text/javascript")]
    [InlineData("turn.js", "text/javascript")]
    [InlineData("markdown.js", "text/javascript")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task File_OfPage_HasContentSecurityPolicy(string path, string type)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        using HttpResponseMessage response = await site.Http.GetAsync(new Uri(path, UriKind.Relative), TestTimeouts.Token);
        string body = await response.Content.ReadAsStringAsync(TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain("innerHTML", body, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithUnknownHost_ReturnsBadRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/providers");
        request.Headers.Host = "rebound.example";

        using HttpResponseMessage response = await site.Http.SendAsync(request, TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task WebChat_StartedWithoutApiKeys_PrintsAddressAndResponds()
    {
        var start = new ProcessStartInfo(
            "dotnet", ["run", "--no-build", "--project", "samples/WebChat", "-c", Configuration, "--", "--urls=http://127.0.0.1:0"])
        {
            WorkingDirectory = Path.Combine(Folder(), "..", ".."),
            RedirectStandardOutput = true,
        };
        start.Environment.Remove(AimlApiAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove(RunApiAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove(RunApiAdapter.AlternativeApiKeyEnvironmentVariable);
        start.Environment.Remove(ModelsLabAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove(MiniMaxAdapter.ApiKeyEnvironmentVariable);

        using Process process = Process.Start(start)!;
        try
        {
            string first = (await process.StandardOutput.ReadLineAsync(TestTimeouts.Token))!;
            string second = (await process.StandardOutput.ReadLineAsync(TestTimeouts.Token))!;
            Assert.StartsWith("Open http://127.0.0.1:", first, StringComparison.Ordinal);
            Assert.Equal("  AIML API: emulated, because no API key is set in AIMLAPI_API_KEY", second);

            using var http = new HttpClient { BaseAddress = new(first.Split(' ')[1]) };
            JsonElement providers = await http.GetFromJsonAsync<JsonElement>("api/providers", TestTimeouts.Token);
            Assert.Equal(
                ["AIML API", "RunAPI", "ModelsLab", "MiniMax"],
                providers.EnumerateArray().Select(static one => one.GetProperty("name").GetString()));
            Assert.All(providers.EnumerateArray(), static one => Assert.True(one.GetProperty("isEmulated").GetBoolean()));
            Assert.Contains(
                "<title>MiniMax chat</title>", await http.GetStringAsync("", TestTimeouts.Token), StringComparison.Ordinal);
            using HttpResponseMessage response = await http.PostAsJsonAsync(
                "api/chat", new { provider = "runapi", text = "/error 402" }, TestTimeouts.Token);
            Assert.Contains(
                "Insufficient credits at RunAPI", await response.Content.ReadAsStringAsync(TestTimeouts.Token),
                StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestTimeouts.Token);
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
