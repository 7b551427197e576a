#region usings
using System.Text.Json.Serialization;
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.BulkPage;

/// <summary>The guide to bulk requests.</summary>
internal sealed class BulkExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task CompleteMany()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        IEnumerable<ChatCompletionRequest> requests = Enumerable.Range(1, 3).Select(static number =>
            new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User($"Say {number}.")] });
        emulator.Enqueue(Reply.Error(402, "No credits"));

        #region bulk
        var options = new BulkOptions { MaxConcurrency = 32, InOrder = true };
        await foreach (BulkResult result in client.CompleteManyAsync(requests, options, cancellationToken))
            Console.WriteLine($"{result.Index}: {result.Completion?.Text ?? result.Error?.GetType().Name}");
        #endregion
        Assert.Equal(["0", "1", "2"], Output.Select(static line => line.Split(':')[0]));
        Assert.Single(Output, static line => line.EndsWith(": MiniMaxInsufficientCreditsException", StringComparison.Ordinal));
        Assert.Equal(2, Output.Count(static line => line.Contains("heard you say", StringComparison.Ordinal)));
    }

    /// <summary>Values from 50 documents, one of which has none.</summary>
    public async Task Extract()
    {
        await using MiniMaxEmulator documents = await MiniMaxEmulator.StartAsync(
            new()
            {
                Responder = static request => Reply.Text(request.Text.Contains("No. 7.", StringComparison.Ordinal)
                    ? "This is a recipe."
                    : """{"number":"A-17","due":"2026-12-24","total":149.90}"""),
            },
            cancellationToken);
        using var client = new ChatCompletionsClient(
            new AimlApiAdapter(documents.ApiKey, new() { BaseAddress = documents.AimlApi }));
        string folder = Directory.CreateTempSubdirectory("minimax-documents-").FullName;
        for (int i = 0; i < 50; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{i:D2}.txt"), $"Invoice No. {i}.", cancellationToken);

        #region extract
        string[] paths = Directory.GetFiles(folder, "*.txt");
        IEnumerable<ChatCompletionRequest> requests = paths.Select(path => new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages = [ChatMessage.System("Read the invoice."), ChatMessage.User(File.ReadAllText(path))],
        });
        var options = new BulkOptions { TotalCount = paths.Length, Progress = new ConsoleProgress() };
        await foreach (BulkResult<Invoice> result in client.CompleteManyAsync(
            requests, DocumentJson.Default.Invoice, options, cancellationToken: cancellationToken))
        {
            string name = Path.GetFileName(paths[result.Index]);
            Console.WriteLine(result.HasValue
                ? $"{name}: {result.Value.Total}, paid {result.Cost}"
                : $"{name}: {result.Error?.Message} Response: {result.Completion?.Text}");
        }
        #endregion
        Directory.Delete(folder, recursive: true);
        Assert.Equal(50, Output.Length);
        Assert.Equal(49, Output.Count(static line => line.Contains(".txt: 149.90, paid 0.0", StringComparison.Ordinal)));
        Assert.Single(Output, static line => line.EndsWith("Response: This is a recipe.", StringComparison.Ordinal));
        // The document without a value was corrected twice.
        Assert.Equal(52, documents.Requests.Count);
    }
}

#region types
internal sealed record Invoice(string Number, DateOnly Due, decimal Total);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class DocumentJson : JsonSerializerContext;

internal sealed class ConsoleProgress : IProgress<BulkProgress>
{
    public void Report(BulkProgress value) => Console.Error.Write(
        $"\r{value.Succeeded + value.Failed} of {value.Total}, time left {value.EstimatedTimeLeft:hh\\:mm\\:ss}, {value.Cost}   ");
}
#endregion
