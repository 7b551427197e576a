using Microsoft.AspNetCore.Http;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>A stream that the server resets, at each phase of a response.</summary>
public sealed class ResetTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>The position of the reset in the response.</summary>
    public enum Position
    {
        BeforeHeaders,
        AfterHeaders,
        InTheBody,
    }

    public static TheoryData<Position, bool, string> BeforeTheFirstChunk { get; } = new MatrixTheoryData<Position, bool, string>(
        Enum.GetValues<Position>(), [false, true], Names(Http2Error.InternalError, Http2Error.Cancel, Http2Error.EnhanceYourCalm,
            Http2Error.ProtocolError, Http2Error.Http11Required, Http2Error.NoError));

    public static TheoryData<string, string> AfterTheFirstChunk { get; } = new MatrixTheoryData<string, string>(
        ["openai", "anthropic"], Names(Http2Error.InternalError, Http2Error.Cancel, Http2Error.EnhanceYourCalm,
            Http2Error.ProtocolError, Http2Error.NoError, Http2Error.RefusedStream));

    [Theory]
    [MemberData(nameof(BeforeTheFirstChunk))]
    public async Task Reset_BeforeTheFirstChunk_IsRetriedAsATransientFailure(Position position, bool stream, string error)
    {
        int count = 0;
        await using Http2Server server = await Http2Server.StartAsync(async context =>
        {
            await Http2Server.ReadTextAsync(context);
            if (Interlocked.Increment(ref count) % 2 == 0)
                await SendAllAsync(context, stream);
            else
                await SendAndResetAsync(context, position, stream, Enum.Parse<Http2Error>(error));
        });
        using ChatCompletionsClient retrying = server.CreateClient(
            options: new() { Resilience = ResilientClient.ImmediateRetries });
        using ChatCompletionsClient once = server.CreateClient(options: EmulatedClient.NoRetries);

        ChatCompletion completion = await retrying.CallAsync(stream, _token);
        Assert.Equal(2, server.Requests.Count);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => once.CallAsync(stream, _token));
        Assert.Equal(3, server.Requests.Count);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal([nameof(MiniMaxConnectionException), null], completion.Call!.Attempts.Select(static one => one.Error));
        Assert.True(e.IsTransient);
        Assert.Equal(nameof(MiniMaxConnectionException), Assert.Single(e.Attempts).Error);
    }

    [Theory]
    [MemberData(nameof(AfterTheFirstChunk))]
    public async Task Reset_AfterTheFirstChunk_ThrowsStreamInterruptedException(string provider, string error)
    {
        var sample = SampleResponse.ForProvider(provider);
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Http2Server server = await Http2Server.StartAsync(async context =>
        {
            await Http2Server.ReadTextAsync(context);
            await Http2Server.SendStreamAsync(context, sample.FirstEvents);
            await received.Task.WaitAsync(_token);
            Http2Server.Reset(context, Enum.Parse<Http2Error>(error));
        });
        using ChatCompletionsClient client = server.CreateClient(
            provider, new() { Resilience = ResilientClient.ImmediateRetries });

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => Observe(client.StreamAsync("Hi", MiniMaxModels.M2, _token), SampleResponse.StartText, received)
                .ToCompletionAsync(_token));

        Assert.Equal(SampleResponse.StartText, e.Partial!.Text);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("openai", nameof(Http2Error.NoError))]
    [InlineData("openai", nameof(Http2Error.InternalError))]
    [InlineData("anthropic", nameof(Http2Error.NoError))]
    [InlineData("anthropic", nameof(Http2Error.Cancel))]
    public async Task Reset_AfterTheFinishReason_CompletesTheStream(string provider, string error)
    {
        var sample = SampleResponse.ForProvider(provider);
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Http2Server server = await Http2Server.StartAsync(async context =>
        {
            await Http2Server.ReadTextAsync(context);
            await Http2Server.SendStreamAsync(context, sample.EventsUntilFinish);
            await received.Task.WaitAsync(_token);
            Http2Server.Reset(context, Enum.Parse<Http2Error>(error));
        });
        using ChatCompletionsClient client = server.CreateClient(provider);

        ChatCompletion completion = await Observe(client.StreamAsync("Hi", MiniMaxModels.M2, _token), null, received)
            .ToCompletionAsync(_token);

        Assert.Equal((SampleResponse.Text, FinishReason.Stop), (completion.Text, completion.FinishReason));
        Assert.Single(server.Requests);
    }

    private static string[] Names(params Http2Error[] errors) => [.. errors.Select(static error => error.ToString())];

    private static Task SendAllAsync(HttpContext context, bool stream) => stream
        ? Http2Server.SendStreamAsync(context, SampleResponse.OpenAI.Events)
        : Http2Server.SendJsonAsync(context, SampleResponse.OpenAI.Body);

    private static async Task SendAndResetAsync(HttpContext context, Position position, bool stream, Http2Error error)
    {
        context.Response.ContentType = stream ? "text/event-stream" : "application/json";
        if (position != Position.BeforeHeaders)
            await context.Response.Body.FlushAsync();
        if (position == Position.InTheBody)
        {
            await context.Response.WriteAsync(stream ? ": keep-alive\n\n" : SampleResponse.OpenAI.Body[..40]);
            await context.Response.Body.FlushAsync();
        }

        Http2Server.Reset(context, error);
    }

    /// <summary>Signals when a text, or else the finish reason, was received.</summary>
    private static async IAsyncEnumerable<ChatCompletionChunk> Observe(
        IAsyncEnumerable<ChatCompletionChunk> stream, string? text, TaskCompletionSource received)
    {
        string current = "";
        await foreach (ChatCompletionChunk chunk in stream)
        {
            current += chunk.Text;
            if (text is null ? chunk.FinishReason is not null : current == text)
                received.TrySetResult();
            yield return chunk;
        }
    }
}
