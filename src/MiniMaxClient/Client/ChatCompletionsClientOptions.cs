namespace MiniMaxClient;
/// <summary>.</summary>
public sealed record ChatCompletionsClientOptions { 
/// <summary>.</summary>
public TimeSpan Timeout { get; init; } }
