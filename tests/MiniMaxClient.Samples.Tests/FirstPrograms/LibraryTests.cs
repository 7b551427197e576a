using System.Text.Json;
using MiniMaxClient;
using MiniMaxClient.Testing;
using Summaries;

namespace FirstPrograms;

/// <summary>A library for netstandard2.0 takes any client, and an app for a newer framework calls it.</summary>
public sealed class LibraryTests : FirstProgram
{
    [Fact]
    public async Task Library_CalledByAnApp_CompletesAndStreams()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        emulator.Enqueue(Reply.Text("Whales are large."), Reply.Text("Whales sing.").WithChunkSize(4));

        using var client = new ChatCompletionsClient(
            new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
        var summarizer = new Summarizer(client);
        Console.WriteLine(await summarizer.SummarizeAsync("A long text about whales.", CancellationToken));
        await summarizer.StreamAsync("A long text about whales.", Console.Write, CancellationToken);

        Assert.Equal(["Whales are large.", "Whales sing."], Output);
        JsonElement completed = emulator.Requests[0].Json;
        Assert.Equal("low", completed.GetProperty("reasoning_effort").GetString());
        Assert.Equal(
            """[{"role":"system","content":"Summarize in one sentence."},"""
            + """{"role":"user","content":"A long text about whales."}]""",
            completed.GetProperty("messages").GetRawText());
        JsonElement streamed = emulator.Requests[1].Json;
        Assert.True(streamed.GetProperty("stream").GetBoolean());
        Assert.Equal(
            """[{"role":"user","content":"Summarize: A long text about whales."}]""",
            streamed.GetProperty("messages").GetRawText());
    }

    [Fact]
    public void Library_Assembly_TargetsNetStandard() =>
        Assert.Contains(typeof(Summarizer).Assembly.GetReferencedAssemblies(), static name => name.Name == "netstandard");
}
