namespace MiniMaxClient;

/// <summary>A piece of a tool call.</summary>
[GeneratedJson]
public sealed partial record ToolCallDelta : SchemaObject
{
    /// <summary>The place of the call among its message's calls; some hosts leave it out.</summary>
    public int? Index { get; init; }

    /// <summary>The id of the call; usually only on its first piece.</summary>
    [AnyJsonAsText]
    public string? Id { get; init; }

    /// <summary>The kind of call; usually only on its first piece.</summary>
    public string? Type { get; init; }

    /// <summary>The piece of a function call.</summary>
    public FunctionCallDelta? Function { get; init; }

    /// <summary>The piece of a custom tool's call.</summary>
    public CustomCallDelta? Custom { get; init; }

    /// <summary>A whole call as its one piece.</summary>
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

/// <summary>A piece of a function call.</summary>
[GeneratedJson]
public sealed partial record FunctionCallDelta : SchemaObject
{
    /// <summary>The name of the function; usually only on the first piece.</summary>
    [AnyJsonAsText]
    public string? Name { get; init; }

    /// <summary>The next piece of the arguments' JSON text.</summary>
    [AnyJsonAsText]
    public string? Arguments { get; init; }
}

/// <summary>A piece of a custom tool's call.</summary>
[GeneratedJson]
public sealed partial record CustomCallDelta : SchemaObject
{
    /// <summary>The name of the tool; usually only on the first piece.</summary>
    [AnyJsonAsText]
    public string? Name { get; init; }

    /// <summary>The next piece of the input.</summary>
    [AnyJsonAsText]
    public string? Input { get; init; }
}
