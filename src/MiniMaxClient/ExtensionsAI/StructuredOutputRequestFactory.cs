using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Creates the structured output request for the options of Microsoft.Extensions.AI.</summary>
internal static class StructuredOutputRequestFactory
{
    /// <summary>Creates the request in a supported mode; null if the options have no JSON format.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; if it has a response format, that one is kept.</param>
    /// <param name="options">The options.</param>
    public static StructuredOutputRequest? CreateFromOptions(
        IChatCompletionsClient client, ChatCompletionRequest request, ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson json || request.ResponseFormat is not null)
            return null;
        if (json.Schema is not { } schema)
            return new(request, null, StructuredOutputModeSelector.SelectMode(client, request, hasSchema: false));
        string name = json.SchemaName ?? "answer";
        StructuredOutputSchema outputSchema = StructuredOutputSchema.FromJsonSchema(name, schema);
        var format = new JsonSchemaResponseFormat
        {
            JsonSchema = new()
            {
                Name = name,
                Description = json.SchemaDescription,
                Schema = schema,
                Strict = AIToolConverter.IsStrict(options.AdditionalProperties),
            },
        };
        StructuredOutputMode mode =
            StructuredOutputModeSelector.SelectMode(client, request, isObject: outputSchema.IsObject);
        return new(request, outputSchema, mode, format);
    }
}
