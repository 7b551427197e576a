using System.Text.Json.Serialization;

namespace MiniMaxClient.Benchmarks.Contenders;

// The necessary fields only, with setters, which the generated code reads faster than init accessors.
internal sealed record WireRequest
{
    public required string Model { get; set; }

    public required WireMessage[] Messages { get; set; }

    public int MaxTokens { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Stream { get; set; }
}

internal sealed record WireMessage
{
    public required string Role { get; set; }

    public object? Content { get; set; }
}

internal sealed record WirePart
{
    public required string Type { get; set; }

    public string? Text { get; set; }

    public WireFile? File { get; set; }
}

internal sealed record WireFile
{
    public string? Filename { get; set; }

    public string? FileData { get; set; }
}

internal sealed record WireCompletion
{
    public string? Id { get; set; }

    public string? Object { get; set; }

    public long Created { get; set; }

    public string? Model { get; set; }

    public List<WireChoice>? Choices { get; set; }

    public WireUsage? Usage { get; set; }
}

internal sealed record WireChoice
{
    public int Index { get; set; }

    public WireDelta? Message { get; set; }

    public WireDelta? Delta { get; set; }

    public string? FinishReason { get; set; }
}

internal sealed record WireDelta
{
    public string? Role { get; set; }

    public string? Content { get; set; }

    public string? ReasoningContent { get; set; }

    public List<WireToolCall>? ToolCalls { get; set; }
}

internal sealed record WireToolCall
{
    public int Index { get; set; }

    public string? Id { get; set; }

    public string? Type { get; set; }

    public WireFunction? Function { get; set; }
}

internal sealed record WireFunction
{
    public string? Name { get; set; }

    public string? Arguments { get; set; }
}

internal sealed record WireUsage
{
    public int PromptTokens { get; set; }

    public int CompletionTokens { get; set; }

    public int TotalTokens { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireRequest))]
[JsonSerializable(typeof(WireCompletion))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(WirePart[]))]
internal sealed partial class WireJson : JsonSerializerContext;
