using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the files of the page, the list of providers, and the start with one command.</summary>
public sealed class SiteTests
{
    [Theory]
    [InlineData("", "text/html")]
    [InlineData("app.css", "text/css")]
    [InlineData("turn.css", "text/css")]
    [InlineData("composer.css", "text/css")]
    [InlineData("app.js", "text/javascript")]
    [InlineData("choices.js", "text/javascript")]
    [InlineData("codeblock.js", "text/javascript")]
    [InlineData("copy.js", "text/javascript")]
    [InlineData("dom.js", "text/javascript")]
    [InlineData("highlight.js", "text/javascript")]
    [InlineData("images.js", "text/javascript")]
    [InlineData("languages.js", "text/javascript")]
    [InlineData("markdown.js", "text/javascript")]
    [InlineData("ticker.js", "text/javascript")]
    [InlineData("turn.js", "text/javascript")]
    [InlineData("shelf.png", "image/png")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task File_OfPage_HasContentSecurityPolicy(string path, string type)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        using HttpResponseMessage response = await site.Http.GetAsync(new Uri(path, UriKind.Relative), TestTimeouts.Token);
        string body = await response.Content.ReadAsStringAsync(TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            policy);
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
        await using ChatProcess process = ChatProcess.Start(["--urls=http://127.0.0.1:0"]);

        string first = await process.ReadLineAsync();
        Assert.StartsWith("Open http://127.0.0.1:", first, StringComparison.Ordinal);
        Assert.Equal("  AIML API: emulated, because no API key is set in AIMLAPI_API_KEY", await process.ReadLineAsync());

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
}
