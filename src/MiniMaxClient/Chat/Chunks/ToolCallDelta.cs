namespace MiniMaxClient;

/// <summary>A delta of a tool call.</summary>
[GeneratedJson]
public sealed partial record ToolCallDelta : SchemaObject
{
    /// <summary>The index of the call in the message's tool calls; some hosts omit it.</summary>
    public int? Index { get; init; }

    /// <summary>The id of the call; usually only in its first delta.</summary>
    [AnyJsonAsText]
    public string? Id { get; init; }

    /// <summary>The type of the call; usually only in its first delta.</summary>
    public string? Type { get; init; }

    /// <summary>The delta of a function call.</summary>
    public FunctionCallDelta? Function { get; init; }

    /// <summary>The delta of a custom tool call.</summary>
    public CustomCallDelta? Custom { get; init; }

    /// <summary>Creates the single delta that is equivalent to a complete call.</summary>
    internal static ToolCallDelta FromCall(ToolCall call, int index) => new()
    {
        Index = call.Index ?? index,
        Id = call.Id,
        Type = call.Type,
        Function = call is FunctionToolCall { Function: var function }
            ? new()
            {
                Name = function.Name,
                Arguments = function.Arguments,
                AdditionalProperties = function.AdditionalProperties,
            }
            : null,
        Custom = call is CustomToolCall { Custom: var custom }
            ? new() { Name = custom.Name, Input = custom.Input, AdditionalProperties = custom.AdditionalProperties }
            : null,
        AdditionalProperties = call.AdditionalProperties,
    };
}

/// <summary>A delta of a function call.</summary>
[GeneratedJson]
public sealed partial record FunctionCallDelta : SchemaObject
{
    /// <summary>The name of the function; usually only in the first delta.</summary>
    [AnyJsonAsText]
    public string? Name { get; init; }

    /// <summary>The delta of the JSON text of the arguments.</summary>
    [AnyJsonAsText]
    public string? Arguments { get; init; }
}

/// <summary>A delta of a custom tool call.</summary>
[GeneratedJson]
public sealed partial record CustomCallDelta : SchemaObject
{
    /// <summary>The name of the tool; usually only in the first delta.</summary>
    [AnyJsonAsText]
    public string? Name { get; init; }

    /// <summary>The delta of the input.</summary>
    [AnyJsonAsText]
    public string? Input { get; init; }
}
