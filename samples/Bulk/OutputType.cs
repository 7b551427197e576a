using System.Text.Json.Serialization.Metadata;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>The type as which the responses of a run are parsed.</summary>
internal abstract class OutputType
{
    public const string Option = "--type";

    /// <summary>Selects the type of a run.</summary>
    /// <param name="name">The value of the option; null for the text as it is received.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    public static OutputType Parse(string? name) => name switch
    {
        null => new TextOutput(),
        "invoice" => new TypedOutput<Invoice>(InvoiceJson.Default.Invoice),
        _ => throw new UsageException($"{Option} is '{name}' but must be invoice."),
    };

    /// <summary>Sends the requests.</summary>
    public abstract IAsyncEnumerable<LineResult> CompleteManyAsync(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        CancellationToken cancellationToken);

    private sealed class TextOutput : OutputType
    {
        public override IAsyncEnumerable<LineResult> CompleteManyAsync(
            IChatCompletionsClient client,
            IAsyncEnumerable<ChatCompletionRequest> requests,
            BulkOptions options,
            CancellationToken cancellationToken) =>
            client.CompleteManyAsync(requests, options, cancellationToken).Select(LineResult.FromResult);
    }

    private sealed class TypedOutput<T>(JsonTypeInfo<T> type) : OutputType
    {
        public override IAsyncEnumerable<LineResult> CompleteManyAsync(
            IChatCompletionsClient client,
            IAsyncEnumerable<ChatCompletionRequest> requests,
            BulkOptions options,
            CancellationToken cancellationToken) =>
            client.CompleteManyAsync(requests, type, options, cancellationToken: cancellationToken)
                .Select(result => LineResult.FromResult(result, type));
    }
}
