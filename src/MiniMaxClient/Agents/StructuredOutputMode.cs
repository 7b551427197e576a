namespace MiniMaxClient;

/// <summary>The way in which structured output is requested from the model.</summary>
public enum StructuredOutputMode
{
    /// <summary>
    /// Selects the first mode that all providers of the client support for the model, in this order:
    /// <see cref="ResponseFormat"/>, <see cref="JsonObject"/>, <see cref="ToolCall"/> (for a request without tools),
    /// <see cref="Instruction"/>.
    /// </summary>
    Auto,

    /// <summary>Sends a <c>response_format</c> of type <c>json_schema</c>, and the schema as an instruction.</summary>
    ResponseFormat,

    /// <summary>Sends a tool whose parameters have the schema, and requires the model to call it.</summary>
    ToolCall,

    /// <summary>Sends the schema as an instruction.</summary>
    Instruction,

    /// <summary>Sends a <c>response_format</c> of type <c>json_object</c>, and the schema as an instruction.</summary>
    JsonObject,
}
