using System.Text.Json;

namespace MiniMaxClient.Testing.Tests;

/// <summary>Tests the prompt cache over HTTP.</summary>
public sealed class PromptCachingTests : IAsyncLifetime
{
    // 400 characters are 100 tokens.
    private static readonly string Manual = new('m', 400);

    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator =
        await MiniMaxEmulator.StartAsync(new() { TimeProvider = _clock, ApiKeys = ["second"] }, Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("MiniMax")]
    [InlineData("AnthropicCompatible")]
    public async Task Message_MarkedSystem_IsWrittenThenRead(string provider)
    {
        Uri address = _emulator.Address(provider);

        Assert.Equal((4, 100, 0), await PostAsync(address, Ask("What is new?!!!!")));
        Assert.Equal((2, 0, 100), await PostAsync(address, Ask("And old?")));
        Assert.Equal((2, 100, 0), await PostAsync(address, Ask("And old?", model: "MiniMax-M3")));
        Assert.Equal((2, 100, 0), await PostAsync(address, Ask("And old?"), key: "second"));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((2, 100, 0), await PostAsync(address, Ask("And old?")));
    }

    [Fact]
    public async Task Message_Conversation_ReadsWhatTheLastTurnWrote()
    {
        string first = Conversation(Turn("user", Manual, isMarked: true));
        string second = Conversation(
            Turn("user", Manual), Turn("assistant", "Fine then"), Turn("user", "And then", isMarked: true));

        Assert.Equal((0, 100, 0), await PostAsync(_emulator.MiniMax, first));
        Assert.Equal((0, 5, 100), await PostAsync(_emulator.MiniMax, second));
        Assert.Equal((0, 0, 105), await PostAsync(_emulator.MiniMax, second));
    }

    [Fact]
    public async Task Message_ToolsSystemAndMessages_AreCachedInThisOrder()
    {
        const string Tool = """{"name":"f","description":"0123456789","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}""";
        string one = Wire.With(Ask("Hello"), $"\"tools\":[{Tool}]");
        string otherSystem = one.Replace("mmmm", "nnnn", StringComparison.Ordinal);
        string otherTools = one.Replace("0123456789", "9876543210", StringComparison.Ordinal);

        Assert.Equal((2, 107, 0), await PostAsync(_emulator.MiniMax, one));
        Assert.Equal((2, 0, 107), await PostAsync(_emulator.MiniMax, one));
        Assert.Equal((2, 100, 7), await PostAsync(_emulator.MiniMax, otherSystem));
        Assert.Equal((2, 107, 0), await PostAsync(_emulator.MiniMax, otherTools));
    }

    [Fact]
    public async Task Message_Stream_StartsWithTheWholePromptAndEndsWithTheCounts()
    {
        await PostAsync(_emulator.MiniMax, Ask("Hello"));

        string stream = await Wire.PostMessageForTextAsync(_emulator.MiniMax, Wire.Streamed(Ask("And old?")));

        JsonElement[] events =
        [
            .. stream.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal))
                .Select(static line => Wire.Parse(line["data: ".Length..])),
        ];
        JsonElement start = events[0].GetProperty("message").GetProperty("usage");
        JsonElement end = events[^2].GetProperty("usage");
        Assert.Equal(
            """{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":102}""",
            start.GetRawText());
        Assert.Equal((2, 0, 100), Counts(end));
    }

    [Fact]
    public async Task Message_FailedRequest_WritesNothing()
    {
        _emulator.Enqueue(Reply.Error(529, "overloaded"));
        using HttpResponseMessage failed = await Wire.PostMessageAsync(_emulator.MiniMax, Ask("Hello"));

        Assert.Equal((2, 100, 0), await PostAsync(_emulator.MiniMax, Ask("Hello")));
    }

    [Fact]
    public async Task Message_UsageOfTheReply_IsNotChanged()
    {
        await PostAsync(_emulator.MiniMax, Ask("Hello"));
        _emulator.Enqueue(Reply.Text("Hi").WithUsage(3, 4));

        Assert.Equal((3, 0, 0), await PostAsync(_emulator.MiniMax, Ask("Hello")));
    }

    [Fact]
    public async Task WithUsage_CachedTokens_AreThoseOfTheReply()
    {
        Reply reply = Reply.Text("Hi").WithUsage(100, 4, cacheRead: 60, cacheWritten: 30);
        _emulator.Enqueue(reply, reply, reply);

        Assert.Equal((10, 30, 60), await PostAsync(_emulator.MiniMax, Ask("Hello")));
        Assert.Equal(60, await PostChatAsync(_emulator.MiniMax, Chat("MiniMax-M2.7", "Hello")));
        Assert.Equal(60, await PostChatAsync(_emulator.AimlApi, Chat("minimax/m2-7-20260402", "Hello")));
    }

    [Theory]
    [InlineData("RunApi")]
    [InlineData("ModelsLab")]
    public async Task Message_OtherProviders_DoNotCache(string provider)
    {
        string ask = Ask("Hello", provider == "ModelsLab" ? "minimax-minimax-m2" : "MiniMax-M2.7");

        Assert.Equal((102, 0, 0), await PostAsync(_emulator.Address(provider), ask));
        Assert.Equal((102, 0, 0), await PostAsync(_emulator.Address(provider), ask));
    }

    [Theory]
    [InlineData("MiniMax", "MiniMax-M2.7", 100, 102)]
    [InlineData("OpenAICompatible", "MiniMax-M3", 100, 102)]
    [InlineData("MiniMax", "MiniMax-M2", 0, 0)]
    [InlineData("RunApi", "MiniMax-M2.7", 0, 0)]
    public async Task ChatCompletion_SamePrefix_IsCachedAutomatically(string provider, string model, int common, int same)
    {
        Uri address = _emulator.Address(provider);
        string first = Chat(model, "Hello");

        Assert.Equal(0, await PostChatAsync(address, first));
        Assert.Equal(common, await PostChatAsync(address, Chat(model, "And old?")));
        Assert.Equal(same, await PostChatAsync(address, first));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await PostChatAsync(address, first));
    }

    [Fact]
    public async Task ChatCompletion_Stream_HasTheCachedTokens()
    {
        await PostChatAsync(_emulator.MiniMax, Chat("MiniMax-M2.7", "Hello"));

        string stream = await Wire.PostForTextAsync(_emulator.MiniMax, Wire.With(
            Wire.Streamed(Chat("MiniMax-M2.7", "Hello")), "\"stream_options\":{\"include_usage\":true}"));

        Assert.Contains("\"prompt_tokens\":102,", stream, StringComparison.Ordinal);
        Assert.Contains("\"cached_tokens\":102", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MinCacheableTokens_ShorterPrefix_IsNotCached()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { MinCacheableTokens = 101 }, Wire.Token);

        Assert.Equal((2, 0, 0), WithoutCache(await PostAsync(emulator.MiniMax, Ask("Hello"))));
        Assert.Equal((2, 0, 0), WithoutCache(await PostAsync(emulator.MiniMax, Ask("Hello"))));
        Assert.Equal(0, await PostChatAsync(emulator.MiniMax, Chat("MiniMax-M2.7", "Hello")));
        Assert.Equal(102, await PostChatAsync(emulator.MiniMax, Chat("MiniMax-M2.7", "Hello")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => MiniMaxEmulator.StartAsync(new() { MinCacheableTokens = -1 }, Wire.Token));

        static (int, int, int) WithoutCache((int Input, int Written, int Read) counts) =>
            (counts.Input - 100, counts.Written, counts.Read);
    }

    private static string Ask(string question, string model = "MiniMax-M2.7") =>
        $$$"""{"model":"{{{model}}}","max_tokens":99,"system":[{"type":"text","text":"{{{Manual}}}","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"{{{question}}}"}]}""";

    private static string Conversation(params string[] turns) =>
        $$"""{"model":"MiniMax-M2.7","max_tokens":99,"messages":[{{string.Join(',', turns)}}]}""";

    private static string Turn(string role, string text, bool isMarked = false) => isMarked
        ? $$$"""{"role":"{{{role}}}","content":[{"type":"text","text":"{{{text}}}","cache_control":{"type":"ephemeral"}}]}"""
        : $$"""{"role":"{{role}}","content":"{{text}}"}""";

    private static string Chat(string model, string question) =>
        $$"""{"model":"{{model}}","messages":[{"role":"system","content":"{{Manual}}"},{"role":"user","content":"{{question}}"}]}""";

    private static async Task<(int Input, int Written, int Read)> PostAsync(Uri address, string body, string key = "test-key")
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(address, body, key);
        return Counts((await response.JsonAsync()).GetProperty("usage"));
    }

    private static async Task<int> PostChatAsync(Uri address, string body) =>
        (await Wire.PostForJsonAsync(address, body)).GetProperty("usage")
            .GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();

    private static (int Input, int Written, int Read) Counts(JsonElement usage) => (
        usage.GetProperty("input_tokens").GetInt32(),
        usage.GetProperty("cache_creation_input_tokens").GetInt32(),
        usage.GetProperty("cache_read_input_tokens").GetInt32());
}
