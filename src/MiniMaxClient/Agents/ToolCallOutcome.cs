namespace MiniMaxClient;

/// <summary>What became of a call that the model made.</summary>
public enum ToolCallOutcome
{
    /// <summary>The tool gave a result.</summary>
    Succeeded,

    /// <summary>There is no such tool; the model was told.</summary>
    UnknownTool,

    /// <summary>
    /// The arguments are not a JSON object, do not fit the schema or cannot be read by the function; the model receives the
    /// reason.
    /// </summary>
    InvalidArguments,

    /// <summary>The tool threw, or its result says that it is an error; the model receives an error.</summary>
    Failed,

    /// <summary>The call was not approved; the model was told.</summary>
    Denied,
}
