using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that untrusted values of a caller cannot add or change headers.</summary>
public sealed class HeaderInjectionTests
{
    private const string Injected = "\r\nX-Injected: 1";

    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>Values that are invalid in a header.</summary>
    public static TheoryData<string> InvalidValues { get; } =
        ["a" + Injected, "a\rb", "a\nb", "a\0b", "a\u0085b", "a\u2028b", "ü", "a\u010Ab", "a\u010Db", "\x7f", "\x1b[0m", "😀"];

    [Theory]
    [MemberData(nameof(InvalidValues))]
    public Task RequestId_WithInvalidCharacters_IsRejected(string value) => AssertRejectedAsync(new() { ClientRequestId = value });

    [Theory]
    [MemberData(nameof(InvalidValues))]
    public Task HeaderValue_WithInvalidCharacters_IsRejected(string value) =>
        AssertRejectedAsync(new() { Headers = new Dictionary<string, string> { ["X-Mine"] = value } });

    [Theory]
    [MemberData(nameof(InvalidValues))]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("X:Mine")]
    [InlineData("X Mine")]
    [InlineData("Authorization")]
    [InlineData("authorization")]
    [InlineData("x-api-key")]
    [InlineData("Host")]
    [InlineData("Content-Length")]
    [InlineData("content-encoding")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Cookie")]
    [InlineData("Proxy-Authorization")]
    public Task HeaderName_InvalidOrReserved_IsRejected(string value) =>
        AssertRejectedAsync(new() { Headers = new Dictionary<string, string> { [value] = "1" } });

    [Theory]
    [MemberData(nameof(InvalidValues))]
    [InlineData("key 1")]
    public void ApiKey_WithInvalidCharacters_IsRejectedAndNotShown(string value)
    {
        string key = "Zq7Xw9Kd" + value;
        foreach (string adapter in Adapters.AllNames)
        {
            var e = Assert.ThrowsAny<ArgumentException>(() => Adapters.ForAddress(new("https://localhost/"), adapter, key));
            Assert.DoesNotContain("Zq7Xw9Kd", e.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(InvalidValues))]
    [InlineData("\"},\"key\":\"stolen\",{\"")]
    [InlineData("../../v1/models?")]
    public async Task Model_WithInvalidCharacters_IsRejectedOrStaysInTheBody(string value)
    {
        string model = "m" + value;
        foreach (string adapter in Adapters.AllNames)
        {
            await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.ForProvider(adapter).Body));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter));
            ChatCompletionRequest request = new() { Model = model, Messages = [ChatMessage.User(value)] };

            if (model.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c)))
            {
                var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, _token));
                Assert.DoesNotContain(e.Message, char.IsControl);
                Assert.Equal(0, server.Connections);
                continue;
            }

            await client.CompleteAsync(request, _token);
            FaultRequest sent = Assert.Single(server.Requests);
            string name = adapter.EndsWith("body", StringComparison.Ordinal) ? "model_id" : "model";
            Assert.Equal(model, sent.Json.GetProperty(name).GetString());
            Assert.DoesNotContain("models", sent.Path, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(InvalidValues))]
    public async Task ProviderName_WithInvalidCharacters_IsRejectedOrInNoHeader(string value)
    {
        string name = "p" + value;
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        if (name.Any(char.IsControl))
        {
            Assert.Throws<ArgumentException>(() => new OpenAICompatibleAdapter(name, server.BaseAddress, "key-1"));
            Assert.Throws<ArgumentException>(() => new AnthropicCompatibleAdapter(name, server.BaseAddress, "key-1"));
            return;
        }

        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter(name, server.BaseAddress, "key-1"));
        await client.CompleteAsync("Hi", MiniMaxModels.M2, _token);
        FaultRequest sent = Assert.Single(server.Requests);
        Assert.DoesNotContain(sent.Headers.Values, header => header.Contains(value, StringComparison.Ordinal));
    }

    private async Task AssertRejectedAsync(RequestOptions options)
    {
        foreach (string adapter in Adapters.AllNames)
        {
            await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.ForProvider(adapter).Body));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter));
            ChatCompletionRequest request = new()
            {
                Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")], Options = options,
            };

            foreach (Func<Task> call in (Func<Task>[])
                [
                    () => client.CompleteAsync(request, _token),
                    () => client.StreamAsync(request, _token).ToCompletionAsync(_token),
                ])
            {
                var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(call);
                Assert.Single(e.Problems);
                Assert.Empty(e.Attempts);
                Assert.DoesNotContain(e.Message, char.IsControl);
            }

            Assert.Equal(0, server.Connections);
        }
    }
}
