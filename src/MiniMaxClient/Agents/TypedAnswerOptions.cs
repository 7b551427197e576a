using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Settings of a typed answer.</summary>
public sealed record TypedAnswerOptions
{
    /// <summary>How the model is made to answer so.</summary>
    /// <value>Default: <see cref="TypedAnswerForm.Auto"/>.</value>
    public TypedAnswerForm Form { get; init; }

    /// <summary>How often an answer that does not fit is asked for again, with what is wrong with it: 0 to 10.</summary>
    /// <value>Default: 2.</value>
    public int MaxCorrections { get; init; } = 2;

    /// <summary>The JSON Schema of the answer, where that of the type says too little.</summary>
    /// <value>Default: the type's own, with what its <c>Description</c> attributes say.</value>
    public JsonElement? Schema { get; init; }

    /// <summary>Called with each answer, those that do not fit among them: for usage and cost.</summary>
    /// <value>Default: nothing.</value>
    public Action<ChatCompletion>? OnAnswer { get; init; }

    /// <summary>What is wrong with the settings.</summary>
    internal IEnumerable<string> Problems()
    {
        if (MaxCorrections is < 0 or > 10)
            yield return $"{nameof(MaxCorrections)} is {MaxCorrections}; it must be 0 to 10.";
        if (Form is < TypedAnswerForm.Auto or > TypedAnswerForm.JsonObject)
            yield return $"{nameof(Form)} is {Form}; it must be Auto, ResponseFormat, JsonObject, ToolCall or Instruction.";
        if (Schema is { ValueKind: not JsonValueKind.Object })
            yield return $"{nameof(Schema)} is of the kind {Schema.Value.ValueKind}; it must be a JSON object.";
    }
}
