using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The secrets and long values that exceptions must not contain.</summary>
public sealed class ExceptionRedactionTests : EmulatorTest
{
    private const string Secret = "zz-very-secret-0123456789";

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

    protected override MiniMaxEmulatorOptions EmulatorOptions => new() { ApiKey = Secret };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Exception_MalformedBodyWithTheKey_DoesNotContainIt(string body)
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json", body), Reply.Raw(200, "application/json", body));
        using ChatCompletionsClient client = Emulator.CreateClient();
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token),
                () => client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token),
            ])
        {
            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(call);
            Assert.DoesNotContain(Secret[..6], e.ToString() + e.ResponseExcerpt, StringComparison.Ordinal);
            Assert.Null(e.InnerException);
        }
    }

    [Fact]
    public async Task Exception_CodeAndRequestIdWithTheKeyOrLong_AreRedactedAndTruncated()
    {
        string longValue = new('x', 5000);
        Emulator.Enqueue(
            Reply.Raw(400, "application/json", $$"""{"message":"no","code":"a-{{Secret}}","requestId":"b-{{Secret}}"}"""),
            Reply.Raw(400, "application/json", $$"""{"message":"no","code":"{{longValue}}","requestId":"{{longValue}}"}"""));
        using ChatCompletionsClient client = Emulator.CreateClient(EmulatedClient.AimlApi);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
        Assert.Equal(("a-***", "b-***"), (e.ProviderCode, e.RequestId));
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);

        e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
        Assert.InRange(e.ProviderCode!.Length, 1, 129);
        Assert.InRange(e.RequestId!.Length, 1, 129);
        Assert.InRange(e.Message.Length, 1, 300);
    }

    [Fact]
    public async Task Exception_RequestIdHeaderWithTheKeyOrLong_IsRedactedAndTruncated()
    {
        Emulator.Enqueue(
            Reply.Error(400, "no").WithHeader("x-request-id", "c-" + Secret),
            Reply.Raw(400, "text/plain", "no").WithHeader("x-request-id", new string('x', 5000)));
        using ChatCompletionsClient client = Emulator.CreateClient();
        for (int i = 0; i < 2; i++)
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
            Assert.DoesNotContain(Secret, e.RequestId, StringComparison.Ordinal);
            Assert.InRange(e.RequestId!.Length, 1, 129);
        }
    }

    [Theory]
    [InlineData("sk-very-secret-0123456789")]
    [InlineData("account:very-secret-0123456789")]
    [InlineData("very-secret-0123456789://")]
    public void Adapter_KeyPassedAsAddress_IsNotInTheException(string key)
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
    public void Adapter_AddressWithQuery_IsShownWithoutTheQuery()
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
    public async Task Exception_AddressWithQuery_DoesNotContainTheQuery()
    {
        Uri address = new(Emulator.OpenAICompatible + "?token=very-secret");
        await Emulator.DisposeAsync();
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("host", address, "key-1"));
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
        Assert.DoesNotContain("very-secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_LongValues_AreTruncated()
    {
        string longValue = new('w', 100_000);
        using ChatCompletionsClient client = Emulator.CreateClient(EmulatedClient.AimlApi);
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with
        {
            Model = longValue,
            Tools = [Tool.FromFunction(longValue), Tool.FromFunction(longValue + "!")],
            ToolChoice = ToolChoice.ForFunction(longValue),
            ResponseFormat = ResponseFormat.ForSchema(longValue, Json.Element("{}")),
            LogitBias = new Dictionary<string, double> { [longValue] = 1000 },
            Messages = [ChatMessage.User("Hi"), ChatMessage.Tool(longValue, "12")],
            AdditionalProperties = new Dictionary<string, System.Text.Json.JsonElement> { [longValue] = default },
        };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, Token));

        Assert.InRange(e.Problems.Count, 5, 20);
        Assert.All(e.Problems, static problem => Assert.InRange(problem.ToString().Length, 1, 400));
        Assert.Empty(Emulator.Requests);
    }
}
