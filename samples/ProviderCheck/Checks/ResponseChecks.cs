using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The model list, and a non-streaming response with its id, usage and cost.</summary>
internal static class ResponseChecks
{
    public const string Complete = "complete";

    private const int SmallLimit = 16;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("models", "The model list has the model.", "providers: Models, id", CheckCost.None, ListModelsAsync),
        new("prices", "The price list has the model.", "spend-limit: prices", CheckCost.None, ListPricesAsync),
        new(
            Complete,
            "A non-streaming response has text and finish_reason 'stop', as JSON.",
            "providers: What MiniMax does differently",
            new(1),
            CompleteAsync),
        Check.Read(
            "response-model", "The response names the requested model.", "providers: Models, id; event 26 OtherModel", ReadModel),
        Check.Read("request-id", "A header has the id of the request.", "ProviderAdapter.GetRequestId", ReadRequestId),
        Check.Read(
            "usage", "The usage has prompt, completion and total tokens, the last being their sum.", "Usage", ReadUsage),
        Check.Read(
            "usage-reasoning",
            "Reasoning tokens are part of the completion tokens.",
            "Usage.CompletionTokensDetails",
            ReadReasoningTokens),
        Check.Read("cost", "The response reports its cost.", "ModelCapabilities.ReportsCost", ReadCost),
        new(
            "max-tokens",
            "A small max_tokens ends the response with finish_reason 'length'.",
            "ModelCapabilities.Fields, max_tokens",
            new(1, SmallLimit),
            LimitTokensAsync),
        new(
            "count-tokens",
            "The tokens of a prompt can be counted.",
            "providers: Protocols, token count",
            CheckCost.None,
            CountTokensAsync),
    ];

    private static async Task<Finding> ListModelsAsync(CheckContext context, CancellationToken cancellationToken)
    {
        string id = context.Client.Adapter.MapModel(context.Target.Model);
        IReadOnlyList<ModelInfo> models = [];
        Exchange exchange = await context.Client.SendAsync(async () =>
        {
            models = await context.Client.Client.ListModelsAsync(cancellationToken);
            return new ChatCompletion();
        });
        bool isListed = models.Any(model => string.Equals(model.Id, id, StringComparison.OrdinalIgnoreCase)
            || model.Aliases?.Contains(id, StringComparer.OrdinalIgnoreCase) == true);
        string count = models.Count == 1 ? "1 model" : $"{models.Count} models";
        string observation = exchange.Error is null ? $"{count}, {(isListed ? "with" : "without")} '{id}'" : exchange.Summary;
        return context.Expect(isListed, $"a list with '{id}'", observation, exchange);
    }

    private static async Task<Finding> ListPricesAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.Client.Adapter is not IPriceListAdapter)
            return Finding.NotOffered("the provider documents no endpoint");
        string id = context.Client.Adapter.MapModel(context.Target.Model);
        IReadOnlyDictionary<string, ModelPrice> prices = new Dictionary<string, ModelPrice>();
        Exchange exchange = await context.Client.SendAsync(async () =>
        {
            prices = await context.Client.Client.ListPricesAsync(cancellationToken);
            return new ChatCompletion();
        });
        if (!prices.TryGetValue(id, out ModelPrice? price))
            return Finding.Different($"a price of '{id}'", exchange.Error is null ? "no price" : exchange.Summary, exchange);
        // A price of the command line takes precedence.
        if (context.Target.Price is null)
            context.Client.Price = price;
        return Finding.Confirmed(
            $"{Money.Format(price.Input)} and {Money.Format(price.Output)} USD per million tokens", exchange);
    }

    private static async Task<Finding> CompleteAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Reply with the single word: ready."), cancellationToken);
        context.Keep(Complete, exchange);
        ChatCompletion completion = exchange.RequireWhole().RequireCompletion();
        bool hasText = completion.Text.Length > 0;
        string finish = completion.FinishReason?.Value ?? "missing";
        return Finding.Expect(
            hasText && finish == "stop" && exchange.Raw!.ContentType == "application/json",
            "text, finish_reason 'stop', application/json",
            $"{(hasText ? "text" : "no text")}, finish_reason '{finish}', {exchange.Raw!.ContentType ?? "no content type"}",
            exchange);
    }

    private static Finding ReadModel(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Complete);
        string name = exchange.Completion!.Model ?? "no model";
        return context.Expect(
            context.Client.Warnings.OtherModel is null && exchange.Completion.Model is { Length: > 0 },
            $"'{context.Target.Model}' or the provider's id",
            $"'{name}'",
            exchange);
    }

    private static Finding ReadRequestId(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Complete);
        if (exchange.RequestId is not null)
            return Finding.Confirmed("a request id", exchange);
        return context.Assumptions.HasRequestId
            ? Finding.Different("a request id", "none", exchange)
            : Finding.NotOffered("no request id", exchange);
    }

    private static Finding ReadUsage(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Complete);
        Usage? usage = exchange.Completion!.Usage;
        bool isComplete = usage is { PromptTokens: > 0, CompletionTokens: > 0 }
            && usage.TotalTokens == usage.PromptTokens + usage.CompletionTokens;
        string observation = usage is null
            ? "no usage"
            : $"{Show(usage.PromptTokens)} + {Show(usage.CompletionTokens)} = {Show(usage.TotalTokens)}";
        return context.Expect(isComplete, "prompt + completion = total", observation, exchange);

        static string Show(long? tokens) => tokens?.ToString() ?? "missing";
    }

    private static Finding ReadReasoningTokens(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Complete);
        Usage? usage = exchange.Completion!.Usage;
        return usage?.CompletionTokensDetails?.ReasoningTokens is not { } reasoning
            ? Finding.NotOffered("no reasoning tokens", exchange)
            : Finding.Expect(
                reasoning <= usage.CompletionTokens,
                "at most the completion tokens",
                $"{reasoning} of {usage.CompletionTokens}",
                exchange);
    }

    private static Finding ReadCost(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Complete);
        bool isReported = exchange.Completion!.Cost is { Source: CostSource.Reported or CostSource.Credits };
        return Finding.CompareOffer(
            context.Capabilities.ReportsCost, isReported, isReported ? "reported" : "not reported", exchange);
    }

    private static async Task<Finding> LimitTokensAsync(CheckContext context, CancellationToken cancellationToken)
    {
        ChatCompletionRequest request =
            context.CreateRequest("Write the numbers from one to one hundred in words.") with { MaxTokens = SmallLimit };
        Exchange exchange = await context.Client.CompleteAsync(request, cancellationToken);
        ChatCompletion completion = exchange.RequireCompletion();
        string finish = completion.FinishReason?.Value ?? "missing";
        return Finding.Expect(finish == "length", "finish_reason 'length'", $"finish_reason '{finish}'", exchange);
    }

    private static async Task<Finding> CountTokensAsync(CheckContext context, CancellationToken cancellationToken)
    {
        TokenCount? count = null;
        Exchange exchange;
        try
        {
            exchange = await context.Client.SendAsync(async () =>
            {
                count = await context.Client.Client.CountTokensAsync(context.CreateRequest("Count this."), cancellationToken);
                return new ChatCompletion();
            });
        }
        catch (NotSupportedException)
        {
            return Finding.NotOffered("the provider documents no endpoint");
        }

        bool isCounted = count?.InputTokens > 0;
        return Finding.CompareOffer(
            context.Assumptions.CountsTokens, isCounted, isCounted ? "counted" : $"not counted: {exchange.Summary}", exchange);
    }
}
