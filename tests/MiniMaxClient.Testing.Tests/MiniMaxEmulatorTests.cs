using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Threading.Channels;

namespace MiniMaxClient.Testing.Tests;

public sealed class MiniMaxEmulatorTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Requests_WithApiKeys_AreRedacted()
    {
        using HttpRequestMessage message = Wire.Request(_emulator.ModelsLab, Wire.HelloModelsLab);
        message.RequestUri = new Uri(message.RequestUri + "?a=1");
        message.Headers.Add("x-api-key", "test-key");
        message.Headers.Add("X-Custom", "seen");

        using HttpResponseMessage response = await Wire.SendAsync(message);

        RecordedRequest request = Assert.Single(_emulator.Requests);
        Assert.Equal("ModelsLab", request.Provider);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/api/v7/llm/chat/completions?a=1", request.Path);
        Assert.Equal("Bearer REDACTED", request.Headers["authorization"]);
        Assert.Equal("REDACTED", request.Headers["X-API-Key"]);
        Assert.Equal("seen", request.Headers["x-custom"]);
        Assert.DoesNotContain(request.Headers.Values, value => value.Contains("test-key", StringComparison.Ordinal));
        Assert.True(request.HasValidKey);
        Assert.Equal(Wire.HelloModelsLab, request.Text);
        Assert.Equal("Hello", request.Json.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(request.Text.Length, request.Body.Length);
    }

    [Fact]
    public async Task DisposeAsync_ManyEmulators_LeaveNoInstrument()
    {
        for (int i = 0; i < 200; i++)
        {
            await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);
            await Wire.PostForTextAsync(emulator.RunApi, Wire.Hello);
        }

        int instruments = 0;
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) => instruments += instrument.Name == "kestrel.active_connections" ? 1 : 0,
        };
        listener.Start();
        // Those of this class and of other tests that run at the same time.
        Assert.InRange(instruments, 1, 50);
    }

    [Fact]
    public async Task Requests_Rejected_AreRecordedAndDequeueNoReply()
    {
        _emulator.Enqueue(Reply.Text("for the good one"));

        using HttpResponseMessage wrongKey = await Wire.SendAsync(Wire.Request(_emulator.RunApi, "not json", "wrong"));
        using HttpResponseMessage nowhere = await Wire.SendAsync(new(HttpMethod.Get, _emulator.BaseAddress));
        string answer = await Wire.PostForTextAsync(_emulator.RunApi, Wire.Hello);

        Assert.Equal(404, (int)nowhere.StatusCode);
        Assert.Equal(["RunApi", "", "RunApi"], _emulator.Requests.Select(request => request.Provider));
        Assert.Equal([false, false, true], _emulator.Requests.Select(request => request.HasValidKey));
        Assert.ThrowsAny<JsonException>(() => _emulator.Requests[0].Json);
        Assert.Contains("for the good one", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"tools\":[1],\"tool_choice\":\"required\"")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"function\":5}")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":7},\"stream_options\":[]")]
    [InlineData("\"max_tokens\":1e99,\"stream\":null")]
    [InlineData("\"max_completion_tokens\":1e99,\"thinking\":[],\"reasoning_effort\":{},\"tools\":7,\"messages\":[1,{\"content\":[1]}]")]
    public async Task Request_Unusual_ReturnsNoServerError(string fields)
    {
        foreach (Uri provider in new[]
            { _emulator.MiniMax, _emulator.AimlApi, _emulator.RunApi, _emulator.ModelsLab, _emulator.OpenAICompatible })
        {
            string hello = provider == _emulator.AimlApi ? Wire.HelloAiml
                : provider == _emulator.ModelsLab ? Wire.HelloModelsLab : Wire.Hello;
            using HttpResponseMessage response = await Wire.PostAsync(provider, Wire.With(hello, fields));

            Assert.InRange((int)response.StatusCode, 200, 499);
        }
    }

    [Fact]
    public async Task WaitForRequestAsync_Disposed_ThrowsChannelClosedException()
    {
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);
        Task<RecordedRequest> pending = emulator.WaitForRequestAsync(Wire.Token);

        await emulator.DisposeAsync();

        await Assert.ThrowsAsync<ChannelClosedException>(() => pending);
    }

    [Fact]
    public async Task Emulators_Concurrent_HandleConcurrentRequests()
    {
        await using MiniMaxEmulator other = await MiniMaxEmulator.StartAsync(new() { ApiKey = "other" }, Wire.Token);
        _emulator.Enqueue([.. Enumerable.Range(0, 50).Select(i => Reply.Text($"reply {i};"))]);

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Wire.PostForTextAsync(_emulator.RunApi, Wire.Hello)));
        using HttpResponseMessage refused = await Wire.PostAsync(other.RunApi, Wire.Hello);

        Assert.NotEqual(_emulator.BaseAddress, other.BaseAddress);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Single(answers, answer => answer.Contains($"reply {i};", StringComparison.Ordinal)));
        Assert.Equal(50, _emulator.Requests.Count);
        Assert.Equal(50, answers.Select(answer => Wire.Parse(answer).GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(401, (int)refused.StatusCode);
    }

    [Fact]
    public void BaseAddresses_OfEachProvider_HaveProviderPath()
    {
        Assert.Equal("127.0.0.1", _emulator.BaseAddress.Host);
        Assert.Equal("/minimax", _emulator.MiniMax.AbsolutePath);
        Assert.Equal("/aimlapi/v1", _emulator.AimlApi.AbsolutePath);
        Assert.Equal("/runapi/v1", _emulator.RunApi.AbsolutePath);
        Assert.Equal("/modelslab/api/v7/llm", _emulator.ModelsLab.AbsolutePath);
        Assert.Equal("/openai/v1", _emulator.OpenAICompatible.AbsolutePath);
        Assert.Equal("/anthropic", _emulator.AnthropicCompatible.AbsolutePath);
        Assert.Equal("test-key", _emulator.ApiKey);
    }
}
