namespace MiniMaxClient;

/// <summary>What became of a call that the model made.</summary>
public enum ToolCallOutcome
{
    /// <summary>The tool gave a result.</summary>
    Succeeded,

    /// <summary>There is no such tool; the model was told.</summary>
    UnknownTool,

    /// <summary>The arguments are not JSON or do not fit the schema; the model was told what is wrong.</summary>
    InvalidArguments,

    /// <summary>The tool threw; the model was told that it failed.</summary>
    Failed,

    /// <summary>The call was not approved; the model was told.</summary>
    Denied,
}
