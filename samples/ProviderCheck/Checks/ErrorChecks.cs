using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Errors that the provider reports: which exception they become.</summary>
internal static class ErrorChecks
{
    private const string Row = "errors: exceptions grouped by the action to take";
    private const string UnknownModel = "no-such-model-provider-check";
    private const int SmallLimit = 16;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("error-key", "An invalid key is MiniMaxAuthenticationException.", Row, CheckCost.None, SendInvalidKeyAsync),
        new(
            "error-model",
            "An unknown model is MiniMaxNotFoundException, or MiniMaxInvalidRequestException with code 2013.",
            Row,
            new(1, SmallLimit),
            static (context, token) => SendUnknownModelAsync(context, isStreaming: false, token)),
        new(
            "error-model-stream",
            "An unknown model in a streaming request is the same exception.",
            Row,
            new(1, SmallLimit),
            static (context, token) => SendUnknownModelAsync(context, isStreaming: true, token)),
        new(
            "error-range",
            "A temperature above the range is MiniMaxInvalidRequestException.",
            "ModelCapabilities.Ranges, temperature",
            new(1, SmallLimit),
            ExceedRangeAsync),
    ];

    private static async Task<Finding> SendInvalidKeyAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.Target.Key is null)
            return Finding.NotOffered("the host is used without a key");
        Exchange exchange = await context.Client.CompleteWithInvalidKeyAsync(
            context.CreateRequest("Hello") with { MaxTokens = SmallLimit }, cancellationToken);
        return context.Expect(
            exchange.Error is MiniMaxAuthenticationException, nameof(MiniMaxAuthenticationException), exchange.Summary, exchange);
    }

    private static async Task<Finding> SendUnknownModelAsync(
        CheckContext context, bool isStreaming, CancellationToken cancellationToken)
    {
        ChatCompletionRequest request = context.CreateRequest("Hello") with { MaxTokens = SmallLimit };
        Exchange exchange = isStreaming
            ? await context.Client.StreamAsync(
                request, cancellationToken, static body => body["model"] = UnknownModel, isErrorExpected: true)
            : await context.Client.CompleteAsync(
                request, cancellationToken, static body => body["model"] = UnknownModel, isErrorExpected: true);
        return context.Expect(
            exchange.Error is MiniMaxNotFoundException or MiniMaxInvalidRequestException { ProviderCode: "2013" },
            "MiniMaxNotFoundException, or MiniMaxInvalidRequestException with code 2013",
            exchange.Summary,
            exchange);
    }

    private static async Task<Finding> ExceedRangeAsync(CheckContext context, CancellationToken cancellationToken)
    {
        double beyond = FieldChecks.GetMaximumTemperature(context) + 1;
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Hello") with { MaxTokens = SmallLimit },
            cancellationToken,
            body => body["temperature"] = beyond,
            isErrorExpected: true);
        return context.Expect(
            exchange.Error is MiniMaxInvalidRequestException, nameof(MiniMaxInvalidRequestException), exchange.Summary, exchange);
    }
}
