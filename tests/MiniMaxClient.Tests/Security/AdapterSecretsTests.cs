using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that no secret of a request is shown if a server quotes it, wherever the request has it.</summary>
[Collection(nameof(RunsAlone))]
public sealed class AdapterSecretsTests : IDisposable
{
    private const string Secret = "Zq7Xw9Kd3Rt5Yv1Bn8Lp2Hs6Fj4Gc0Mm";
    private const string Known = "other-key-1234567890";

    private static readonly string Error =
        $$"""{"error":{"message":"Not for {{Secret}}","code":"{{Secret}}"},"requestId":"{{Secret}}","seen":"{{Secret[..12]}}"}""";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly OutputRecorder _output = new();

    public static TheoryData<string> Locations { get; } =
    [
        "authentication header", "authentication body", "default header", "default cookie", "basic", "query", "call header",
        "http client", "subclass header", "subclass body", "own adapter header", "own adapter body", "own adapter plain header",
    ];

    public void Dispose() => _output.Dispose();

    [Theory]
    [MemberData(nameof(Locations))]
    public async Task RequestSecret_AnyFailure_IsNeverShown(string location)
    {
        await using var server = FaultServer.Start((_, request) => (request.Index % 3) switch
        {
            0 => ServerScript.Json(400, Error, $"x-request-id: {Secret}"),
            1 => ServerScript.Json(200, Error, $"x-request-id: {Secret}"),
            _ => ServerScript.StreamHead().Send($"data: {Error}\n\n").End(),
        });
        using var http = new HttpClient();
        if (location == "http client")
            http.DefaultRequestHeaders.Add("X-Api-Key", Secret);
        var options = new ChatCompletionsClientOptions
        {
            LoggerFactory = _output, EnableSensitiveData = true, Resilience = ResilienceOptions.None,
        };
        using var client = new ChatCompletionsClient(CreateAdapter(location, server.BaseAddress), http, options);
        ChatCompletionRequest request = new()
        {
            Model = MiniMaxModels.M2,
            Messages = [ChatMessage.User("Hi")],
            Options = location == "call header" ? new() { Headers = Headers("X-Session-Token", Secret) } : null,
        };

        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(request, _token),
                () => client.CompleteAsync(request, _token),
                () => client.StreamAsync(request, _token).ToCompletionAsync(_token),
            ])
        {
            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(call);
            foreach ((string sink, string text) in VisibleText.Enumerate(e))
                _output.Record(sink, text);
        }

        foreach ((string sink, string text) in VisibleText.Enumerate(client.Adapter).Concat(VisibleText.Enumerate(client)))
            _output.Record(sink, text);
        string carried = location == "basic" ? Convert.ToBase64String(Encoding.ASCII.GetBytes("user:" + Secret)) : Secret;
        Assert.All(server.Requests, sent => Assert.Contains(
            sent.Headers.Select(static one => one.Value).Append(sent.Text).Append(sent.Path),
            text => text.Contains(carried, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            _output.Recorded,
            static one => !one.Sink.Contains("System.Net.Http", StringComparison.Ordinal)
                && one.Text.Contains(Secret[..8], StringComparison.OrdinalIgnoreCase));
        Assert.Contains(_output.Recorded, static one => one.Text.Contains("***", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ToString_InnerExceptionThatQuotesTheResponse_IsRedacted()
    {
        await using var server = FaultServer.Start(ServerScript.Json(400, Error));
        using var client = new ChatCompletionsClient(
            new CustomAdapter(server.BaseAddress, "X-Mine", Secret, Secret) { HasInner = true },
            new() { Resilience = ResilienceOptions.None });

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));

        Assert.NotNull(e.InnerException);
        Assert.Contains("InvalidOperationException", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[..8], e.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Headers(string name, string value) => new() { [name] = value };

    private static IProviderAdapter CreateAdapter(string location, Uri address)
    {
        string credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes("user:" + Secret));
        return location switch
        {
            "authentication header" => Compatible(Secret, new() { Authentication = ProviderAuthentication.Header("X-Mine") }),
            "authentication body" => Compatible(Secret, new() { Authentication = ProviderAuthentication.Body() }),
            "default header" => Compatible(Known, new() { Headers = Headers("X-Gateway-Token", Secret) }),
            "default cookie" => Compatible(Known, new() { Headers = Headers("Cookie", "sid=" + Secret) }),
            "basic" => Compatible(null, new() { Headers = Headers("Authorization", "Basic " + credentials) }),
            "query" => new OpenAICompatibleAdapter("own", new Uri(address, "?api-version=1&key=" + Secret), null),
            "subclass header" => new SubclassAdapter(address, inBody: false),
            "subclass body" => new SubclassAdapter(address, inBody: true),
            "own adapter header" => new CustomAdapter(address, "Authorization", "Bearer " + Secret, secret: null),
            "own adapter body" => new CustomAdapter(address, null, null, Secret),
            "own adapter plain header" => new CustomAdapter(address, "X-Mine", Secret, Secret),
            _ => Compatible(Known, null),
        };

        OpenAICompatibleAdapter Compatible(string? key, CompatibleAdapterOptions? options) => new("own", address, key, options);
    }

    private sealed class SubclassAdapter(Uri endpoint, bool inBody) : OpenAICompatibleAdapter("own", endpoint, Known)
    {
        public override ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
        {
            ProviderRequest target = base.WriteRequest(
                inBody ? request.WithProperty("ticket", Secret) : request, stream, body);
            return inBody
                ? target with { Secrets = [Secret] }
                : target with { Headers = new Dictionary<string, string>(target.Headers) { ["X-Ticket-Secret"] = Secret } };
        }
    }

    /// <summary>An adapter that quotes the response without redaction.</summary>
    private sealed class CustomAdapter(Uri address, string? header, string? value, string? secret) : IProviderAdapter
    {
        public string Name => "own";

        public bool HasInner { get; init; }

        public ModelCapabilities GetCapabilities(string model) => new() { Source = "a test" };

        public string MapModel(string model) => model;

        public ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
        {
            body.Write(Encoding.UTF8.GetBytes(header is null ? "{\"ticket\":\"" + secret + "\"}" : "{}"));
            return new()
            {
                Uri = address,
                Headers = header is null ? new Dictionary<string, string>() : Headers(header, value!),
                Secrets = secret is null ? [] : [secret],
            };
        }

        public string? GetRequestId(HttpResponseHeaders headers) =>
            headers.TryGetValues("x-request-id", out IEnumerable<string>? values) ? values.First() : null;

        public ChatCompletion ReadCompletion(ProviderResponse response) => throw ReadError(response);

        public async IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response,
            Stream body,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(body);
            string text = await reader.ReadToEndAsync(cancellationToken);
            yield return text.Length == 0 ? new() : throw Failure(text);
        }

        public MiniMaxException ReadError(ProviderResponse response) => Failure(Encoding.UTF8.GetString(response.Body.Span));

        private MiniMaxServerException Failure(string text) =>
            new("It said\r\n" + text, HasInner ? new InvalidOperationException(text) : null)
            {
                IsPermanent = true, ProviderCode = Secret, ResponseExcerpt = text, RequestId = Secret,
            };
    }
}
