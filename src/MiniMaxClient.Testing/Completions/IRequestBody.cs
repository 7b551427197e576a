using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Provides the parts of a request that determine the generated completion, independent of the wire format.</summary>
internal interface IRequestBody
{
    int? MaxTokens { get; }

    /// <summary>Gets the text of the last user message.</summary>
    string LastUserText { get; }

    /// <summary>Gets the number of characters of the prompt, which includes the tools.</summary>
    int PromptCharacters { get; }

    /// <summary>Gets the function that <c>tool_choice</c> requires and the schema of its arguments; null for none.</summary>
    (string Name, JsonElement? Schema)? ForcedTool { get; }

    /// <summary>Gets the first function of the request; null if calls are disabled or the last message has results.</summary>
    (string Name, JsonElement? Schema)? OfferedTool { get; }

    /// <summary>Gets the schema of the requested JSON: an empty one for any JSON; null if no JSON is requested.</summary>
    JsonElement? ResponseSchema { get; }

    /// <summary>Gets the JSON Schema that a message asks the model to follow; null for none.</summary>
    JsonElement? InstructedSchema { get; }
}
