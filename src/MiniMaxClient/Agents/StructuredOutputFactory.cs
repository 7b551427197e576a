using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;

namespace MiniMaxClient.Agents;

/// <summary>Creates the structured output of each request, and records which modes the provider rejected.</summary>
/// <remarks>All members are thread-safe.</remarks>
/// <typeparam name="T">The type of the structured output.</typeparam>
/// <param name="client">The client.</param>
/// <param name="type">The metadata of the type.</param>
/// <param name="options">The options.</param>
internal sealed class StructuredOutputFactory<T>(
    IChatCompletionsClient client, JsonTypeInfo<T> type, StructuredOutputOptions options)
{
    private readonly StructuredOutputSchema _schema = StructuredOutputSchema.FromType(type, options.Schema);
    private readonly ConcurrentDictionary<(string? Model, StructuredOutputMode Mode), bool> _rejectedModes = new();

    /// <summary>Creates the structured output of a request, and selects its mode.</summary>
    public StructuredOutput<T> Create(ChatCompletionRequest request)
    {
        StructuredOutputMode mode = options.Mode == StructuredOutputMode.Auto
            ? StructuredOutputModeSelector.SelectMode(client, request)
            : options.Mode;
        return new(
            request,
            type,
            _rejectedModes.ContainsKey((request.Model, mode)) ? StructuredOutputMode.Instruction : mode,
            _schema);
    }

    /// <summary>Records the mode that the provider rejected before it accepted the same request as an instruction.</summary>
    /// <remarks>
    /// A rejection alone does not prove that it concerns the mode, and a request with tools may be rejected for both together.
    /// </remarks>
    public void RecordRejectedMode(ChatCompletionRequest request, StructuredOutputMode mode)
    {
        if (request.Tools is not { Count: > 0 })
            _rejectedModes[(request.Model, mode)] = true;
    }
}
