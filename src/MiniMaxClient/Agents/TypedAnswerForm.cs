namespace MiniMaxClient;

/// <summary>How the model is made to answer with JSON that fits a type.</summary>
public enum TypedAnswerForm
{
    /// <summary>
    /// The first that all providers of the client support for the model: <see cref="ResponseFormat"/>,
    /// <see cref="JsonObject"/>, <see cref="ToolCall"/> (for a request without tools), <see cref="Instruction"/>.
    /// </summary>
    Auto,

    /// <summary>A <c>response_format</c> of <c>json_schema</c>, and the schema as an instruction.</summary>
    ResponseFormat,

    /// <summary>A tool whose parameters have the schema, and which the model must call.</summary>
    ToolCall,

    /// <summary>The schema as an instruction.</summary>
    Instruction,

    /// <summary>A <c>response_format</c> of <c>json_object</c>, and the schema as an instruction.</summary>
    JsonObject,
}
