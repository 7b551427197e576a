namespace MiniMaxClient;

/// <summary>The outcome of a tool call.</summary>
public enum ToolCallOutcome
{
    /// <summary>The tool returned a result.</summary>
    Succeeded,

    /// <summary>There is no tool of that name; the model receives an error.</summary>
    UnknownTool,

    /// <summary>
    /// The arguments are not a JSON object, do not match the schema or cannot be converted; the model receives an error with the
    /// reason.
    /// </summary>
    InvalidArguments,

    /// <summary>The tool threw an exception or returned an error result; the model receives an error.</summary>
    Failed,

    /// <summary>The call was not approved; the model receives an error.</summary>
    Denied,
}
