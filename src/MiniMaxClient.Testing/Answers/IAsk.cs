using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>What a request asks the model for, whatever its form.</summary>
internal interface IAsk
{
    int? MaxTokens { get; }

    /// <summary>Whether the model thinks before it answers.</summary>
    bool Thinks { get; }

    /// <summary>The text of the user's last message.</summary>
    string Prompt { get; }

    /// <summary>The characters of the whole prompt.</summary>
    int PromptLength { get; }

    /// <summary>The function that the model must call, with the schema of its arguments; null when it is free not to.</summary>
    (string Name, JsonElement? Schema)? ForcedCall { get; }

    /// <summary>The first function that is offered, unless no call is wanted; null once there are results.</summary>
    (string Name, JsonElement? Schema)? OfferedCall { get; }

    /// <summary>The schema that the answer must fit: an empty one for any JSON, null when text will do.</summary>
    JsonElement? AnswerSchema { get; }
}
