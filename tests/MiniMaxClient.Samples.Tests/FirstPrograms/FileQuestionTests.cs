using System.Text.Json;
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace FirstPrograms;

/// <summary>A question about an image and a PDF.</summary>
public sealed class FileQuestionTests : FirstProgram, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("minimax-files-").FullName;

    public FileQuestionTests()
    {
        File.WriteAllBytes(Path.Combine(_folder, "chart.png"), [0x89, .. "PNG\r\n"u8]);
        File.WriteAllText(Path.Combine(_folder, "report.pdf"), "%PDF-1.4");
    }

    [Fact]
    public async Task Program_ImageAndPdf_SendsBoth()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        emulator.Enqueue(Reply.Text("They agree.").WithChunkSize(4).WithUsage(prompt: 800, completion: 3));

        using var client = new ChatCompletionsClient(
            new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
        await AskAsync(client, "Do they agree?", "chart.png", "report.pdf");

        Assert.Equal(["They agree.", "[aimlapi, 800 prompt tokens]"], Output);
        JsonElement message = Assert.Single(Assert.Single(emulator.Requests).Json.GetProperty("messages").EnumerateArray());
        Assert.Equal(
            """[{"type":"text","text":"Do they agree?"},"""
            + """{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K"}},"""
            + """{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0xLjQ=","filename":"report.pdf"}}]""",
            message.GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task Program_PdfForAProviderWithoutFiles_PrintsTheProblem()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);

        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter(emulator.ApiKey, new() { BaseAddress = emulator.MiniMax }));
        await AskAsync(client, "Do they agree?", "chart.png", "report.pdf");

        Assert.StartsWith(
            "$.messages[0].content[2].type: 'file' is not supported by the model; supported: text, image_url, video_url",
            Output.Single(),
            StringComparison.Ordinal);
        Assert.Empty(emulator.Requests);
    }

    [Theory]
    [InlineData("missing.png", "Could not find file '")]
    [InlineData("note.xyz", "The media type of the file '")]
    public async Task Program_UnusableFile_PrintsWhy(string file, string message)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "note.xyz"), "note", CancellationToken);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);

        using var client = new ChatCompletionsClient(
            new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
        await AskAsync(client, "What is it?", file);

        Assert.StartsWith(message + Path.Combine(_folder, file), Output.Single(), StringComparison.Ordinal);
        Assert.Empty(emulator.Requests);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task AskAsync(ChatCompletionsClient client, string question, params string[] files)
    {
        try
        {
            List<ContentPart> parts = [question];
            foreach (string file in files)
            {
                string path = Path.Combine(_folder, file);
                parts.Add(Path.GetExtension(path) == ".pdf"
                    ? await ContentPart.FromFileAsync(path, CancellationToken)
                    : await ContentPart.FromImageAsync(path, cancellationToken: CancellationToken));
            }

            var request = new ChatCompletionRequest
            {
                Model = MiniMaxModels.M3_1_Flash,
                Messages = [ChatMessage.User([.. parts])],
                ReasoningEffort = ReasoningEffort.Low,
            };
            ChatCompletion answer = await client.StreamAsync(request, CancellationToken)
                .ToCompletionAsync(chunk => Console.Write(chunk.Text), CancellationToken);
            Console.WriteLine();
            Console.WriteLine($"[{answer.Call?.Provider}, {answer.Usage?.PromptTokens} prompt tokens]");
        }
        catch (MiniMaxInvalidRequestException e)
        {
            foreach (RequestProblem problem in e.Problems)
                Console.WriteLine($"{problem.Path}: {problem.Message}");
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            Console.WriteLine(e.Message);
        }
    }
}
