using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Creates the request for structured output that the ecosystem's options ask for.</summary>
internal static class StructuredRequest
{
    /// <summary>The request in the form that the client's providers support; null where the options ask for no JSON.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The request; a response format in it is the caller's own and stays.</param>
    /// <param name="options">The options.</param>
    public static AnswerRequest? Create(IChatCompletionsClient client, ChatCompletionRequest request, ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson json || request.ResponseFormat is not null)
            return null;
        if (json.Schema is not { } schema)
            return new(request, null, StructuredOutputModeSelector.Select(client, request, hasSchema: false));
        string name = json.SchemaName ?? "answer";
        AnswerSchema known = AnswerSchema.ForCaller(name, schema);
        var format = new JsonSchemaResponseFormat
        {
            JsonSchema = new()
            {
                Name = name,
                Description = json.SchemaDescription,
                Schema = schema,
                Strict = OutgoingTools.IsStrict(options.AdditionalProperties),
            },
        };
        return new(request, known, StructuredOutputModeSelector.Select(client, request, isObject: known.IsObject), format);
    }
}
