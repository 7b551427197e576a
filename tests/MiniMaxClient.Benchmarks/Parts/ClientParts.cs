using System.Net.Http.Json;
using BenchmarkDotNet.Attributes;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>The cost that the client adds to a non-streaming call in memory: validation, limits, retries.</summary>
[MemoryDiagnoser]
public class ClientParts : IDisposable
{
    private static readonly Uri Address = new("http://127.0.0.1/v1");

    private readonly HttpClient _http = new(new PreparedHandler(NonStreamingResponses.Create(WireProtocol.ChatCompletions)));
    private readonly OpenAICompatibleAdapter _adapter = new("bench", Address, "key");
    private readonly ChatCompletionsClient _withDefaults;
    private readonly ChatCompletionsClient _withoutResilience;
    private readonly ChatCompletionRequest _request = new() { Model = Prompt.Model, Messages = [ChatMessage.User("Hello")] };

    /// <summary>The clients.</summary>
    public ClientParts()
    {
        _withDefaults = new(_adapter, _http);
        _withoutResilience = new(_adapter, _http, new() { Resilience = ResilienceOptions.None });
    }

    /// <summary>HttpClient and the bytes it reads, no JSON.</summary>
    [Benchmark(Baseline = true)]
    public async Task<int> HttpAlone()
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(Address, "Hello", WireJson.Default.String);
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }

    /// <summary>Validation, reading, thinking split, limits.</summary>
    [Benchmark]
    public Task<ChatCompletion> WithoutResilience() => _withoutResilience.CompleteAsync(_request);

    /// <summary>The client with its defaults.</summary>
    [Benchmark]
    public Task<ChatCompletion> WithDefaults() => _withDefaults.CompleteAsync(_request);

    /// <inheritdoc/>
    public void Dispose()
    {
        _withDefaults.Dispose();
        _withoutResilience.Dispose();
        _http.Dispose();
        GC.SuppressFinalize(this);
    }
}
