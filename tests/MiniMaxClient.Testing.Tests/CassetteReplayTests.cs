namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteReplayTests : IDisposable
{
    private const string Cassette =
        """
        MiniMaxClient cassette 1

        # 1
        > POST /v1/chat/completions
        > content-type: application/json; charset=utf-8
        : {
        :   "model": "MiniMax-M2.7",
        :   "messages": [
        :     {
        :       "role": "user",
        :       "content": "Hello"
        :     }
        :   ]
        : }
        < 503
        _ first
        ! complete

        # 2
        > POST /v1/chat/completions
        > content-type: application/json; charset=utf-8
        : {
        :   "model": "MiniMax-M2.7",
        :   "messages": [
        :     {
        :       "role": "user",
        :       "content": "Hello"
        :     }
        :   ]
        : }
        < 200
        _ second
        ! complete

        # 3
        > GET /v1/models
        < 200
        _ models
        ! complete

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Requests_Equal_GetTheResponsesInOrder()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();

        string models = await GetAsync(replay, "v1/models");
        string first = await PostAsync(replay, Wire.Hello);
        string second = await PostAsync(replay, """{ "messages":[{"content":"Hello","role":"user"}], "model":"MiniMax-M2.7" }""");

        Assert.Equal(("first", "second", "models"), (first, second, models));
        Assert.Equal([200, 503, 200], replay.Requests.Select(static request => request.Status));
        replay.Cassette.Verify();
    }

    [Fact]
    public async Task Request_Different_GetsAnErrorWithTheDifference()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();

        string body = await PostAsync(replay, """{"model":"MiniMax-M3","messages":[{"role":"user","content":"Hello"}],"top_p":1}""");

        const string Message = "The request POST /v1/chat/completions is not in a.cassette. "
            + "Nearest: # 1 POST /v1/chat/completions (line 3): "
            + "$.model: recorded \"MiniMax-M2.7\", sent \"MiniMax-M3\"; $.top_p: recorded nothing, sent 1.";
        Assert.Equal(Message, Wire.Parse(body).GetProperty("error").GetProperty("message").GetString());
        Assert.Equal([Message], replay.Cassette.Mismatches);
        Assert.Equal(400, replay.Requests.Single().Status);
        Assert.Equal(3, replay.Cassette.UnusedExchanges.Count);
    }

    [Fact]
    public async Task Request_SentTooOften_GetsAnErrorThatSaysSo()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();
        await GetAsync(replay, "v1/models");

        await GetAsync(replay, "v1/models");

        Assert.Contains(
            "It equals # 3 GET /v1/models (line 35), which was replayed before.", replay.Cassette.Mismatches.Single(), StringComparison.Ordinal);
        await PostAsync(replay, Wire.Hello);
        await PostAsync(replay, Wire.Hello);
        await GetAsync(replay, "v1/odd");
        Assert.EndsWith("All of its exchanges were replayed.", replay.Cassette.Mismatches[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithAKey_GetsAnErrorWithoutIt()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();

        string body = await PostAsync(replay, """{"key":"Zq7Xw9Kd3Rt5","model":"MiniMax-M2.7"}""");
        await GetAsync(replay, "v1/models?key=Zq7Xw9Kd3Rt5");

        Assert.Contains("$.key: recorded nothing, sent ~REDACTED~", body, StringComparison.Ordinal);
        Assert.Contains("sent /v1/models?key=~REDACTED~", replay.Cassette.Mismatches[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Zq7X", string.Concat(replay.Cassette.Mismatches), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /v1/chat/completions\n: {}", """{"key":"Zq7Xw9Kd3Rt5"}""")]
    [InlineData("POST /v1/chat/completions\n: {\n:   \"key\": {}\n: }", """{"key":"Zq7Xw9Kd3Rt5"}""")]
    [InlineData("POST /v1/chat/completions\n_ text", """{"a":1,"key":"Zq7Xw9Kd3Rt5"}""")]
    [InlineData("POST /v1/chat/completions\n_ text", "Bearer Zq7Xw9Kd3Rt5")]
    public async Task Request_WhoseBodyHasTheKey_GetsAnErrorWithoutIt(string recorded, string body)
    {
        await using MiniMaxEmulator replay = await ReplayAsync($"MiniMaxClient cassette 1\n\n# 1\n> {recorded}\n! cut\n");
        using HttpRequestMessage request = Wire.Request(replay.AimlApi, body);
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer Zq7Xw9Kd3Rt5");

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.DoesNotContain("Zq7X", await response.TextAsync() + replay.Cassette.Mismatches.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithInvalidUtf8_GetsAnErrorThatVerifyShows()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();
        using HttpRequestMessage request = Wire.Request(replay.AimlApi, "");
        request.Content = new ByteArrayContent([.. "{\"a"u8, 0xFF, .. "\":1}"u8]);

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Single(replay.Cassette.Mismatches);
    }

    [Fact]
    public async Task Requests_InAnotherOrderOfTheFile_GetTheResponsesByNumber()
    {
        await using MiniMaxEmulator replay = await ReplayAsync(
            "MiniMaxClient cassette 1\n\n# 2\n> GET /x\n< 200\n_ two\n! complete\n\n# 1\n> GET /x\n< 200\n_ one\n! complete\n");

        string first = await GetAsync(replay, "x");

        Assert.Equal(("one", "two"), (first, await GetAsync(replay, "x")));
    }

    [Fact]
    public async Task Request_ManyDifferences_ShowsTheFirstFive()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();

        await PostAsync(replay, """{"a":1,"b":2,"c":3,"d":4,"e":5}""");

        Assert.EndsWith("; and 2 more.", replay.Cassette.Mismatches.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_MismatchAndUnused_ThrowsExceptionWithAll()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();
        await GetAsync(replay, "v1/modelz");

        var e = Assert.Throws<CassetteException>(replay.Cassette.Verify);

        Assert.Contains("path: recorded /v1/models, sent /v1/modelz", e.Message, StringComparison.Ordinal);
        Assert.Contains("The request # 2 POST /v1/chat/completions was not sent again.", e.Message, StringComparison.Ordinal);
        Assert.Null(e.Line);
    }

    [Fact]
    public async Task Requests_Concurrent_GetEachResponseOnce()
    {
        string exchanges = string.Concat(Enumerable.Range(1, 30).Select(static i => $"\n# {i}\n> GET /{i % 3}\n< 200\n_ {i}\n! complete\n"));
        await using MiniMaxEmulator replay = await ReplayAsync("MiniMaxClient cassette 1\n" + exchanges);

        string[] received = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => GetAsync(replay, $"{i % 3}")));

        Assert.Equal(Enumerable.Range(1, 30), received.Select(int.Parse).Order());
        Assert.All(received.Select(static (text, index) => (text, index)), item => Assert.Equal(item.index % 3, int.Parse(item.text) % 3));
        replay.Cassette.Verify();
    }

    [Fact]
    public async Task Path_WithEscapes_IsComparedAsItIsSent()
    {
        await using MiniMaxEmulator replay = await ReplayAsync("MiniMaxClient cassette 1\n\n# 1\n> GET /v1/a%2Fb%20c?x=%2B\n< 200\n_ a\n! complete\n");

        Assert.Equal("a", await GetAsync(replay, "v1/a%2Fb%20c?x=%2B"));
    }

    [Fact]
    public async Task IgnoredPaths_AreNotCompared()
    {
        await using MiniMaxEmulator replay = await ReplayAsync(Cassette, new() { IgnoredPaths = ["$.messages[0].content"] });

        Assert.Equal("first", await PostAsync(replay, Wire.Hello.Replace("Hello", "Hullo", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Addresses_OfARecordedProvider_HaveNoRoot()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();

        Assert.Equal("/", replay.MiniMax.AbsolutePath);
        Assert.Equal("/v1", replay.AimlApi.AbsolutePath);
        Assert.Equal("/v1", replay.RunApi.AbsolutePath);
        Assert.Equal("/", replay.ModelsLab.AbsolutePath);
        Assert.Equal("/v1", replay.OpenAICompatible.AbsolutePath);
        Assert.Equal("/", replay.AnthropicCompatible.AbsolutePath);
    }

    [Theory]
    [InlineData("/api/v7/llm/chat/completions", "/api/v7/llm", "/")]
    [InlineData("/anthropic/v1/messages", "/", "/anthropic")]
    [InlineData("/modelslab/api/v7/llm/v1/models", "/modelslab/api/v7/llm", "/")]
    [InlineData("/v1/messages", "/", "/")]
    public async Task Addresses_OfOnePath_AreThoseOfTheRecording(string path, string modelsLab, string anthropicCompatible)
    {
        await using MiniMaxEmulator replay = await ReplayAsync($"MiniMaxClient cassette 1\n\n# 1\n> GET {path}\n< 200\n! complete\n");

        Assert.Equal((modelsLab, anthropicCompatible), (replay.ModelsLab.AbsolutePath, replay.AnthropicCompatible.AbsolutePath));
    }

    [Fact]
    public async Task Addresses_OfARecordedEmulator_HaveItsRoot()
    {
        await using MiniMaxEmulator replay = await ReplayAsync("MiniMaxClient cassette 1\n\n# 1\n> GET /aimlapi/v1/models\n< 200\n! complete\n");

        Assert.Equal("/aimlapi/v1", replay.AimlApi.AbsolutePath);
        Assert.Equal("/", replay.RunApi.AbsolutePath);
    }

    [Fact]
    public async Task Enqueue_WhileReplaying_ThrowsInvalidOperationException()
    {
        await using MiniMaxEmulator replay = await ReplayAsync();

        Assert.Throws<InvalidOperationException>(() => replay.Enqueue(Reply.Default()));
        Assert.Throws<InvalidOperationException>(() => replay.SetKeyState(replay.ApiKey, EmulatorKeyState.Invalid));
    }

    [Fact]
    public async Task Cassette_OfAnEmulator_ThrowsInvalidOperationException()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

        Assert.Throws<InvalidOperationException>(() => emulator.Cassette);
    }

    [Fact]
    public async Task ReplayAsync_InvalidFile_ThrowsExceptionWithLine()
    {
        var e = await Assert.ThrowsAsync<CassetteException>(() => ReplayAsync("MiniMaxClient cassette 1\n\n# 1\n> GET"));

        Assert.Equal(4, e.Line);
    }

    private async Task<MiniMaxEmulator> ReplayAsync(string cassette = Cassette, CassetteReplayOptions? options = null)
    {
        string path = Path.Combine(_folder.FullName, "a.cassette");
        await File.WriteAllTextAsync(path, cassette, Wire.Token);
        return await MiniMaxEmulator.ReplayAsync(path, options, Wire.Token);
    }

    private static async Task<string> PostAsync(MiniMaxEmulator replay, string body)
    {
        using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(replay.AimlApi, body));
        return await response.TextAsync();
    }

    private static async Task<string> GetAsync(MiniMaxEmulator replay, string path)
    {
        using HttpResponseMessage response = await Wire.GetAsync(replay.BaseAddress + path);
        return await response.TextAsync();
    }
}
