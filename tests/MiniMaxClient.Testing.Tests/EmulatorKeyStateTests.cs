namespace MiniMaxClient.Testing.Tests;

/// <summary>Tests several API keys and their states over HTTP.</summary>
public sealed class EmulatorKeyStateTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() =>
        _emulator = await MiniMaxEmulator.StartAsync(new() { ApiKeys = ["second", "third"] }, Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task ApiKeys_EachOne_IsAcceptedAndRecordedByItsIndex()
    {
        Assert.Equal(["test-key", "second", "third"], _emulator.ApiKeys);
        foreach (string key in (string[])["third", "test-key", "second", "fourth"])
            await PostAsync("RunApi", Wire.Hello, key);

        Assert.Equal([2, 0, 1, null], _emulator.Requests.Select(static request => request.KeyIndex));
        Assert.Equal([true, true, true, false], _emulator.Requests.Select(static request => request.HasValidKey));
        Assert.Equal([200, 200, 200, 401], _emulator.Requests.Select(static request => request.Status));
        Assert.All(_emulator.Requests, static request => Assert.Equal("Bearer REDACTED", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task KeyIndex_KeyInAnotherPlace_IsRecorded()
    {
        using HttpRequestMessage header = Wire.Request(_emulator.RunApi, Wire.Message, key: null, "/messages");
        header.Headers.Add("x-api-key", "second");
        using HttpResponseMessage message = await Wire.SendAsync(header);
        using HttpResponseMessage chat = await Wire.SendAsync(
            Wire.Request(_emulator.ModelsLab, Wire.With(Wire.HelloModelsLab, "\"key\":\"third\""), key: null));

        Assert.Equal([1, 2], _emulator.Requests.Select(static request => request.KeyIndex));
        Assert.Equal([200, 200], _emulator.Requests.Select(static request => request.Status));
    }

    [Theory]
    [InlineData("MiniMax", Wire.Hello, 401, "invalid api key (2049)", 402, "insufficient balance (1008)", "rate limit exceeded (1002)")]
    [InlineData("OpenAICompatible", Wire.Hello, 401, "invalid api key (2049)", 402, "insufficient balance (1008)", "rate limit exceeded (1002)")]
    [InlineData("AimlApi", Wire.HelloAiml, 401, "This request requires a valid API key.", 403, "You've run out of credits. Please top up", "Too Many Requests")]
    [InlineData("RunApi", Wire.Hello, 401, "\"code\":\"authentication\"", 402, "\"code\":\"insufficient_credits\"", "\"code\":\"rate_limit\"")]
    [InlineData("ModelsLab", Wire.HelloModelsLab, 401, "Invalid API key", 402, "Insufficient credits", "\"retry_after\":30")]
    public async Task SetKeyState_ChatCompletion_IsTheProvidersError(
        string provider, string hello, int invalidStatus, string invalid, int emptyStatus, string empty, string limited)
    {
        foreach ((EmulatorKeyState state, int status, string text) in new[]
        {
            (EmulatorKeyState.Invalid, invalidStatus, invalid),
            (EmulatorKeyState.OutOfCredits, emptyStatus, empty),
            (EmulatorKeyState.RateLimited, 429, limited),
            (EmulatorKeyState.Valid, 200, "heard you say"),
        })
        {
            _emulator.SetKeyState("second", state);
            (int actual, string body) = await PostAsync(provider, hello, "second");

            Assert.Equal(status, actual);
            Assert.Contains(text, body, StringComparison.Ordinal);
            Assert.Equal(200, (await PostAsync(provider, hello, "third")).Status);
        }

        Assert.Equal([1, 2, 1, 2, 1, 2, 1, 2], _emulator.Requests.Select(static request => request.KeyIndex));
        Assert.Equal(
            [false, true, true, true, true, true, true, true], _emulator.Requests.Select(static request => request.HasValidKey));
    }

    [Theory]
    [InlineData(EmulatorKeyState.Invalid, 401, "authentication_error")]
    [InlineData(EmulatorKeyState.OutOfCredits, 402, "billing_error")]
    [InlineData(EmulatorKeyState.RateLimited, 429, "rate_limit_error")]
    public async Task SetKeyState_Message_IsAnAnthropicError(EmulatorKeyState state, int status, string type)
    {
        _emulator.SetKeyState("second", state);

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.MiniMax, Wire.Message, "second");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains($"\"type\":\"{type}\"", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetKeyState_ModelList_OnlyAnInvalidKeyIsRejected()
    {
        foreach ((EmulatorKeyState state, int status) in new[]
        {
            (EmulatorKeyState.OutOfCredits, 200), (EmulatorKeyState.RateLimited, 200), (EmulatorKeyState.Invalid, 401),
        })
        {
            _emulator.SetKeyState("test-key", state);
            using HttpResponseMessage list =
                await Wire.GetAsync(_emulator.MiniMax + "/v1/models", ("Authorization", "Bearer test-key"));

            Assert.Equal(status, (int)list.StatusCode);
        }
    }

    [Fact]
    public async Task RateLimit_EachKey_HasItsOwn()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { ApiKeys = ["second"], RateLimit = new() { RequestsPerMinute = 1 } }, Wire.Token);
        foreach (string key in (string[])["test-key", "test-key", "second", "second"])
        {
            using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(emulator.RunApi, Wire.Hello, key));
        }

        Assert.Equal([200, 429, 200, 429], emulator.Requests.Select(static request => request.Status));
    }

    [Fact]
    public async Task Responder_ByKeyIndex_ChoosesTheError()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new()
            {
                ApiKeys = ["second"],
                Responder = static request => request.KeyIndex == 1 ? Reply.InBandError(2054, "out of credits") : null,
            },
            Wire.Token);

        using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(emulator.RunApi, Wire.Hello, "second"));

        Assert.Contains("\"status_code\":2054", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void SetKeyState_UnknownKeyOrState_ThrowsArgumentException()
    {
        ArgumentException unknown =
            Assert.Throws<ArgumentException>(() => _emulator.SetKeyState("fourth", EmulatorKeyState.Invalid));
        Assert.DoesNotContain("fourth", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => _emulator.SetKeyState(null!, EmulatorKeyState.Invalid));
        Assert.Throws<ArgumentOutOfRangeException>(() => _emulator.SetKeyState("second", (EmulatorKeyState)9));
    }

    [Fact]
    public async Task StartAsync_EmptyKey_ThrowsArgumentException() => await Assert.ThrowsAnyAsync<ArgumentException>(
        () => MiniMaxEmulator.StartAsync(new() { ApiKeys = ["a", " "] }, Wire.Token));

    private async Task<(int Status, string Body)> PostAsync(string provider, string body, string key)
    {
        Uri address = _emulator.Address(provider);
        using HttpRequestMessage request = Wire.Request(address, body, key, Wire.ChatPath(address));
        using HttpResponseMessage response = await Wire.SendAsync(request);
        return ((int)response.StatusCode, await response.TextAsync());
    }
}
