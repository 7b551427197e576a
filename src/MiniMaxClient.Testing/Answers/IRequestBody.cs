using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>What a request asks the model for, whatever its form.</summary>
internal interface IRequestBody
{
    int? MaxTokens { get; }

    /// <summary>Whether the model thinks before it answers.</summary>
    bool IsThinkingEnabled { get; }

    /// <summary>The text of the user's last message.</summary>
    string LastUserText { get; }

    /// <summary>The characters of the whole prompt.</summary>
    int PromptCharacters { get; }

    /// <summary>The function that the model must call, with the schema of its arguments; null when it is free not to.</summary>
    (string Name, JsonElement? Schema)? ForcedTool { get; }

    /// <summary>The first function that is offered, unless no call is wanted; null once there are results.</summary>
    (string Name, JsonElement? Schema)? OfferedTool { get; }

    /// <summary>The schema that the answer must fit: an empty one for any JSON, null when text will do.</summary>
    JsonElement? ResponseSchema { get; }
}
