using System.ComponentModel;
using System.Globalization;
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace FirstPrograms;

/// <summary>Values of a type from 50 documents.</summary>
public sealed class ExtractTests : FirstProgram
{
    [Fact]
    public async Task Program_50Documents_PrintsValuesAndErrorsInOrder()
    {
        string[] documents =
        [
            .. Enumerable.Range(0, 50).Select(static i =>
                $"Invoice R-{i:00}, due 2026-12-{1 + (i % 28):00}, total {i * 10}.50 EUR"),
        ];
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new MiniMaxEmulatorOptions { Responder = Read }, CancellationToken);

        using var client = new ChatCompletionsClient(
            new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
        IEnumerable<ChatCompletionRequest> requests = documents.Select(static document => new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages = [ChatMessage.System("Read the invoice."), document],
        });
        BulkProgress? last = null;
        var options = new BulkOptions
        {
            MaxConcurrency = 8,
            InOrder = true,
            TotalCount = documents.Length,
            Progress = new ProgressAction(progress => last = progress),
        };
        await foreach (BulkResult<Invoice> result in client.CompleteManyAsync<Invoice>(
            requests, options, cancellationToken: CancellationToken))
        {
            Console.WriteLine(result.HasValue
                ? string.Create(
                    CultureInfo.InvariantCulture, $"{result.Value.Number} {result.Value.Due:yyyy-MM-dd} {result.Value.Total}")
                : $"{result.Index} {result.Error?.GetType().Name} {result.Completion?.Text}");
        }

        Console.WriteLine($"{last?.Succeeded} values, {last?.Failed} errors of {last?.Total}, {last?.EstimatedTimeLeft} left");

        Assert.Equal(51, Output.Length);
        Assert.Equal("R-00 2026-12-01 0.50", Output[0]);
        Assert.Equal("7 MiniMaxInvalidRequestException ", Output[7]);
        Assert.Equal("13 MiniMaxInvalidResponseException I cannot read this.", Output[13]);
        Assert.Equal("R-49 2026-12-22 490.50", Output[49]);
        Assert.Equal("48 values, 2 errors of 50, 00:00:00 left", Output[50]);
        Assert.True(last?.Cost?.Usd > 0);
        // The document without a value was corrected twice; the rejected one was sent again with an instruction
        // in place of the format.
        Assert.Equal(53, emulator.Requests.Count);
        Assert.Equal(52, emulator.Requests.Count(static sent => sent.Json.TryGetProperty("response_format", out _)));
        Assert.All(emulator.Requests, static sent => Assert.Contains(
            "the day by which it must be paid", sent.Text, StringComparison.Ordinal));
    }

    private static Reply Read(RecordedRequest sent)
    {
        string document = sent.Json.GetProperty("messages").EnumerateArray()
            .First(static message => message.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!;
        string[] words = document.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return words[1] switch
        {
            "R-07" => Reply.Error(400, "Bad document"),
            "R-13" => Reply.Text("I cannot read this."),
            _ => Reply.Text($$"""{"number":"{{words[1]}}","due":"{{words[3]}}","total":{{words[5]}}}"""),
        };
    }

    private sealed record Invoice(
        string Number, [property: Description("the day by which it must be paid")] DateOnly Due, decimal Total);

    private sealed class ProgressAction(Action<BulkProgress> report) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => report(value);
    }
}
