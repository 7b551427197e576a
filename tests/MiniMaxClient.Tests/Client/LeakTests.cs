using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>What an exception must not show, wherever it comes from.</summary>
public sealed class LeakTests : IAsyncLifetime
{
    private const string Secret = "zz-very-secret-0123456789";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public static TheoryData<string> Malformed { get; } =
    [
        $$"""{"id":"{{Secret}}","choices":[{"ind""",
        $$"""{"id":"1","choices":[{{Secret}}]}""",
        $"{Secret} is not JSON",
        $"<html>{Secret}</html>",
        $"\"{Secret}\"",
        $$"""{"id":"1","choices":[]} {{Secret}}""",
        new string(' ', 4090) + Secret,
    ];

    public async ValueTask InitializeAsync() =>
        _emulator = await MiniMaxEmulator.StartAsync(new() { ApiKey = Secret }, _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Body_ThatIsMalformedAndQuotesTheKey_ShowsItNowhere(string body)
    {
        _emulator.Enqueue(Reply.Raw(200, "application/json", body), Reply.Raw(200, "application/json", body));
        using ChatCompletionsClient client = _emulator.CreateClient();
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token),
                () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token),
            ])
        {
            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(call);
            Assert.DoesNotContain(Secret[..6], e.ToString() + e.ResponseExcerpt, StringComparison.Ordinal);
            Assert.Null(e.InnerException);
        }
    }

    [Fact]
    public async Task CodeAndRequestId_ThatQuoteTheKeyOrAreLong_AreRedactedAndCut()
    {
        string longWord = new('x', 5000);
        _emulator.Enqueue(
            Reply.Raw(400, "application/json", $$"""{"message":"no","code":"a-{{Secret}}","requestId":"b-{{Secret}}"}"""),
            Reply.Raw(400, "application/json", $$"""{"message":"no","code":"{{longWord}}","requestId":"{{longWord}}"}"""));
        using ChatCompletionsClient client = _emulator.CreateClient(EmulatedClient.AimlApi);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        Assert.Equal(("a-***", "b-***"), (e.ProviderCode, e.RequestId));
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);

        e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        Assert.InRange(e.ProviderCode!.Length, 1, 129);
        Assert.InRange(e.RequestId!.Length, 1, 129);
        Assert.InRange(e.Message.Length, 1, 300);
    }

    [Fact]
    public async Task RequestId_OfAHeaderThatQuotesTheKeyOrIsLong_IsRedactedAndCut()
    {
        _emulator.Enqueue(
            Reply.Error(400, "no").WithHeader("x-request-id", "c-" + Secret),
            Reply.Raw(400, "text/plain", "no").WithHeader("x-request-id", new string('x', 5000)));
        using ChatCompletionsClient client = _emulator.CreateClient();
        for (int i = 0; i < 2; i++)
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
            Assert.DoesNotContain(Secret, e.RequestId, StringComparison.Ordinal);
            Assert.InRange(e.RequestId!.Length, 1, 129);
        }
    }

    [Theory]
    [InlineData("sk-very-secret-0123456789")]
    [InlineData("account:very-secret-0123456789")]
    [InlineData("very-secret-0123456789://")]
    public void Adapter_KeyInTheAddressesPlace_IsNotShown(string key)
    {
        foreach (Func<object> create in (Func<object>[])
            [
                () => new OpenAICompatibleAdapter("host", key, "https://host/v1"),
                () => new AnthropicCompatibleAdapter("host", key, "https://host/v1"),
            ])
        {
            var e = Assert.ThrowsAny<ArgumentException>(create);
            Assert.DoesNotContain("very-secret", e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Adapter_AddressWithAQuery_IsShownWithoutIt()
    {
        const string Address = "https://host/v1?token=very-secret";
        var adapter = new OpenAICompatibleAdapter("host", Address, "key-1");
        Assert.Equal("host (https://host/v1/chat/completions)", adapter.ToString());

        var body = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.DoesNotContain(
            "very-secret", adapter.WriteRequest(EmulatedClient.CreateRequest(), false, body).ToString(), StringComparison.Ordinal);
        foreach (string wrong in (string[])["http://host/v1?token=very-secret", "ftp://host/v1?token=very-secret", Address + "#part"])
        {
            var e = Assert.Throws<ArgumentException>(() => new OpenAICompatibleAdapter("host", wrong, "key-1"));
            Assert.DoesNotContain("very-secret", e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Connection_ToAnAddressWithAQuery_FailsWithoutShowingIt()
    {
        Uri address = new(_emulator.OpenAICompatible + "?token=very-secret");
        await _emulator.DisposeAsync();
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("host", address, "key-1"));
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        Assert.DoesNotContain("very-secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_OfTheCallersThatAreLong_AreCutInTheProblems()
    {
        string word = new('w', 100_000);
        using ChatCompletionsClient client = _emulator.CreateClient(EmulatedClient.AimlApi);
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with
        {
            Model = word,
            Tools = [Tool.FromFunction(word), Tool.FromFunction(word + "!")],
            ToolChoice = ToolChoice.ForFunction(word),
            ResponseFormat = ResponseFormat.ForSchema(word, Json.Element("{}")),
            LogitBias = new Dictionary<string, double> { [word] = 1000 },
            Messages = [ChatMessage.User("Hi"), ChatMessage.Tool(word, "12")],
            AdditionalProperties = new Dictionary<string, System.Text.Json.JsonElement> { [word] = default },
        };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, _token));

        Assert.InRange(e.Problems.Count, 5, 20);
        Assert.All(e.Problems, static problem => Assert.InRange(problem.ToString().Length, 1, 400));
        Assert.Empty(_emulator.Requests);
    }
}
