using System.Text;
using Microsoft.AspNetCore.Http;
using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class EmulatorApplicationTests
{
    [Fact]
    public async Task ProcessRequestAsync_PathOfNoProvider_Returns404AndRecordsIt()
    {
        EmulatorApplication application = Create(new());
        DefaultHttpContext context = CreateContext(Wire.Hello, "/other");

        await application.ProcessRequestAsync(context);

        Assert.Equal(404, context.Response.StatusCode);
        RecordedRequest request = Assert.Single(application.Requests);
        Assert.Equal(("", "/other", 404), (request.Provider, request.Path, request.Status));
    }

    [Fact]
    public async Task ProcessRequestAsync_QueuedReply_TakesPrecedenceOverResponder()
    {
        EmulatorApplication application = Create(new() { Responder = static _ => Reply.Text("responder") });
        application.EnqueueReply(Reply.Text("queued"));

        string[] responses = [await ProcessAsync(application, Wire.Hello), await ProcessAsync(application, Wire.Hello)];

        Assert.Contains("\"content\":\"queued\"", responses[0], StringComparison.Ordinal);
        Assert.Contains("\"content\":\"responder\"", responses[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProcessRequestAsync_RejectedRequest_DequeuesNoReply()
    {
        EmulatorApplication application = Create(new());
        application.EnqueueReply(Reply.Text("queued"));

        string rejected = await ProcessAsync(application, "no");
        string accepted = await ProcessAsync(application, Wire.Hello);

        Assert.DoesNotContain("queued", rejected, StringComparison.Ordinal);
        Assert.Contains("queued", accepted, StringComparison.Ordinal);
        Assert.Equal([400, 200], application.Requests.Select(static request => request.Status));
    }

    [Fact]
    public async Task ProcessRequestAsync_MoreThanMaxRecordedRequests_KeepsTheNewest()
    {
        EmulatorApplication application = Create(new() { MaxRecordedRequests = 2 });

        foreach (string body in new[] { "1", "2", "3" })
            await ProcessAsync(application, body);

        Assert.Equal(["2", "3"], application.Requests.Select(static request => request.Text));
    }

    [Fact]
    public async Task ProcessRequestAsync_ClientDisconnects_MarksTheRequestAborted()
    {
        EmulatorApplication application = Create(new());
        application.EnqueueReply(Reply.Text("Hi").HoldUntil(new TaskCompletionSource().Task));
        using CancellationTokenSource disconnecting = new();
        DefaultHttpContext context = CreateContext(Wire.Hello);
        context.RequestAborted = disconnecting.Token;

        Task processing = application.ProcessRequestAsync(context);
        RecordedRequest request = await application.ArrivedRequests.ReadAsync(Wire.Token);
        await disconnecting.CancelAsync();
        await processing;

        await request.Aborted;
        Assert.Equal(0, context.Response.Body.Length);
    }

    private static EmulatorApplication Create(MiniMaxEmulatorOptions options) =>
        new([new RunApiDialect(options)], options, CancellationToken.None);

    private static async Task<string> ProcessAsync(EmulatorApplication application, string body)
    {
        DefaultHttpContext context = CreateContext(body);
        await application.ProcessRequestAsync(context);
        return Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
    }

    private static DefaultHttpContext CreateContext(string body, string path = "/runapi/v1/chat/completions")
    {
        DefaultHttpContext context = new();
        context.Request.Method = "POST";
        context.Request.Path = path;
        context.Request.ContentType = "application/json";
        context.Request.Headers.Authorization = "Bearer test-key";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        return context;
    }
}
