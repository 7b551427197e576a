#region usings
using System.ComponentModel;
using System.Text.Json.Serialization;
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;
using AIFunction = Microsoft.Extensions.AI.AIFunction;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;

namespace ReadmeCode.StructuredOutputPage;

/// <summary>The guide to structured output.</summary>
internal sealed class StructuredOutputExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    private const string Json =
        """{"number":"A-17","due":"2026-12-24","total":149.90,"currency":"eur","note":null}""";

    private ChatCompletionRequest request { get; } =
        new() { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Read the invoice.")] };

    public async Task Complete()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        AIFunction[] tools = [AIFunctionFactory.Create(static () => "A-17", "get_number")];
        Reply invoiceReply = Reply.Text(Json).WithChunkSize(12);
        emulator.Enqueue(invoiceReply, invoiceReply, invoiceReply, invoiceReply);

        #region complete
        Invoice invoice = await client.CompleteAsync(request, InvoiceJson.Default.Invoice);
        await foreach (Invoice partial in client.StreamAsync(request, InvoiceJson.Default.Invoice))
            Console.Write($"{partial.Number} {partial.Total} ");
        #endregion
        Assert.Equal(new("A-17", new(2026, 12, 24), 149.90m, Currency.Eur), invoice);
        Assert.EndsWith("A-17 149.90 ", Output.Single(), StringComparison.Ordinal);
        Console.GetStringBuilder().Clear();
        string sent = emulator.Requests[0].Json.GetProperty("response_format").GetRawText();
        Assert.Contains("""
            "required":["number","due","total","currency"]
            """, sent, StringComparison.Ordinal);
        Assert.Contains("""
            "enum":["Eur","Usd"]
            """, sent, StringComparison.Ordinal);
        Assert.Contains("the day by which it must be paid", sent, StringComparison.Ordinal);

        #region options
        var options = new StructuredOutputOptions
        {
            MaxCorrections = 1,
            OnResponse = response => Console.WriteLine(response.Cost),
        };
        invoice = await client.CompleteAsync(request, InvoiceJson.Default.Invoice, options, cancellationToken);
        #endregion
        Assert.EndsWith("(reported)", Output.Single(), StringComparison.Ordinal);

        #region reflection
        Invoice reflected = await client.CompleteAsync<Invoice>(request, options, cancellationToken);
        #endregion
        Assert.Equal(invoice, reflected);
        Console.GetStringBuilder().Clear();

        emulator.Enqueue(Reply.Text("""{"number":"A-17"}"""), invoiceReply, invoiceReply, invoiceReply);
        #region structured
        StructuredCompletion<Invoice> result = await client.CompleteStructuredAsync(request, InvoiceJson.Default.Invoice);
        Console.WriteLine($"{result.Value.Number}: {result.Cost} after {result.Corrections} corrections");
        #endregion
        Assert.EndsWith(" USD (reported) after 1 corrections", Output.Single(), StringComparison.Ordinal);

        #region prompt
        invoice = await client.CompleteAsync("Read the invoice: …", InvoiceJson.Default.Invoice, MiniMaxModels.M3_1_Flash);
        #endregion
        ChatCompletion completion = await client.CompleteAsync(request);
        #region read
        invoice = completion.ReadAs(InvoiceJson.Default.Invoice);
        #endregion
        Assert.Equal(reflected, invoice);
        Console.GetStringBuilder().Clear();

        emulator.Enqueue(Reply.ToolCall("get_number", "{}"), invoiceReply);
        #region tools
        ToolRunResult<Invoice> run = await client.RunToolsAsync(request, tools, InvoiceJson.Default.Invoice);
        Console.WriteLine(run.HasValue ? run.Value.Number : $"{run.Run.StopReason}");
        #endregion
        Assert.Equal("A-17", Output.Single());
    }

    public async Task Failure()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        Reply incomplete = Reply.Text("""{"number":"A-17"}""");
        emulator.Enqueue(incomplete, incomplete, incomplete);

        #region failure
        try
        {
            await client.CompleteAsync(request, InvoiceJson.Default.Invoice, cancellationToken: cancellationToken);
        }
        catch (MiniMaxInvalidResponseException e)
        {
            Console.WriteLine(e.Message);               // which members are missing or wrong
            Console.WriteLine(e.Partial?.Text);         // the last response
        }
        #endregion
        Assert.Equal(3, emulator.Requests.Count);
        Assert.Contains("due", Output[0], StringComparison.Ordinal);
        Assert.Equal("""{"number":"A-17"}""", Output[1]);
    }

    /// <summary>The table of modes.</summary>
    public async Task Modes()
    {
        const string Other = "another-model";
        await using MiniMaxEmulator otherHost = await MiniMaxEmulator.StartAsync(new() { Models = [Other] }, cancellationToken);
        var miniMax = new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax });
        var miniMaxMessages = new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true });
        var aimlApi = new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi });
        var runApi = new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi });
        var runApiMessages = new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi, UseMessages = true });
        var gateway = new OpenAICompatibleAdapter("gateway", emulator.OpenAICompatible, apiKey);
        var modelsLab = new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab });
        var modelsLabMessages = new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab, UseMessages = true });
        var anthropic = new AnthropicCompatibleAdapter("anthropic", emulator.AnthropicCompatible, apiKey);
        var otherAnthropic = new AnthropicCompatibleAdapter("anthropic", otherHost.AnthropicCompatible, otherHost.ApiKey);
        (IProviderAdapter Adapter, string Model, string Mode)[] rows =
        [
            (miniMax, MiniMaxModels.M3_1_Flash, "json_schema"),
            (miniMax, MiniMaxModels.M3, "json_schema"),
            (miniMax, MiniMaxModels.M2_Her, "json_schema"),
            (miniMax, MiniMaxModels.M2_1, "instruction"),
            (miniMaxMessages, MiniMaxModels.M3_1_Flash, "instruction"),
            (miniMaxMessages, MiniMaxModels.M2_1, "instruction"),
            (aimlApi, MiniMaxModels.M2_7, "instruction"),
            (aimlApi, MiniMaxModels.M2_Her, "instruction"),
            (aimlApi, MiniMaxModels.M2, "json_schema"),
            (aimlApi, MiniMaxModels.M3, "json_schema"),
            (aimlApi, MiniMaxModels.M3_1_Flash, "json_schema"),
            (runApi, MiniMaxModels.M3, "json_schema"),
            (runApi, MiniMaxModels.M2_7, "instruction"),
            (runApiMessages, MiniMaxModels.M3, "instruction"),
            (gateway, MiniMaxModels.M2_7, "json_schema"),
            (modelsLab, MiniMaxModels.M2, "json_object"),
            (modelsLabMessages, MiniMaxModels.M2, "tools"),
            (anthropic, MiniMaxModels.M2_7, "instruction"),
            (otherAnthropic, Other, "tools"),
        ];
        foreach ((IProviderAdapter adapter, string model, string mode) in rows)
        {
            MiniMaxEmulator host = model == Other ? otherHost : emulator;
            using var client = new ChatCompletionsClient(adapter);
            host.Enqueue(Reply.Text(Json));
            await client.CompleteAsync(
                request with { Model = model }, InvoiceJson.Default.Invoice, cancellationToken: cancellationToken);
            System.Text.Json.JsonElement sent = host.Requests[^1].Json;
            string actual = sent.TryGetProperty("response_format", out System.Text.Json.JsonElement format)
                ? format.GetProperty("type").GetString()!
                : sent.TryGetProperty("tools", out _) ? "tools" : "instruction";
            Assert.Equal($"{adapter} {model} {mode}", $"{adapter} {model} {actual}");
        }
    }
}

#region invoice
internal enum Currency
{
    Eur,
    Usd,
}

internal sealed record Invoice(
    string Number,
    [property: Description("the day by which it must be paid")] DateOnly Due,
    decimal Total,
    Currency Currency,
    string? Note = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class InvoiceJson : JsonSerializerContext;
#endregion
