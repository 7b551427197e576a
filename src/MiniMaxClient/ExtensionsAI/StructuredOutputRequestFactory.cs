using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Creates the request for structured output that the ecosystem's options ask for.</summary>
internal static class StructuredOutputRequestFactory
{
    /// <summary>The request in the form that the client's providers support; null where the options ask for no JSON.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; a response format in it is the caller's own and stays.</param>
    /// <param name="options">The options.</param>
    public static StructuredOutputRequest? CreateFromOptions(
        IChatCompletionsClient client, ChatCompletionRequest request, ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson json || request.ResponseFormat is not null)
            return null;
        if (json.Schema is not { } schema)
            return new(request, null, StructuredOutputModeSelector.SelectMode(client, request, hasSchema: false));
        string name = json.SchemaName ?? "answer";
        StructuredOutputSchema known = StructuredOutputSchema.FromJsonSchema(name, schema);
        var format = new JsonSchemaResponseFormat
        {
            JsonSchema = new()
            {
                Name = name,
                Description = json.SchemaDescription,
                Schema = schema,
                Strict = ToolConverter.IsStrict(options.AdditionalProperties),
            },
        };
        return new(request, known, StructuredOutputModeSelector.SelectMode(client, request, isObject: known.IsObject), format);
    }
}
