namespace MiniMaxClient;

/// <summary>How the model is made to answer with JSON that fits a type.</summary>
public enum TypedAnswerForm
{
    /// <summary>By the first of the others that the provider's tables say it takes for the model.</summary>
    Auto,

    /// <summary>By <c>response_format</c> with the schema.</summary>
    ResponseFormat,

    /// <summary>By a tool whose parameters have the schema, and which the model must call.</summary>
    ToolCall,

    /// <summary>By telling the model what to write.</summary>
    Instruction,
}
