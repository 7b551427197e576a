namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>The shape of the chunks of a response.</summary>
internal enum Shape
{
    /// <summary>The shape of MiniMax: eleven fields beyond those with the text, and thinking between tags.</summary>
    MiniMax,

    /// <summary>As OpenAI prints them.</summary>
    OpenAI,

    /// <summary>As OpenAI prints the arguments of tool calls.</summary>
    ToolCalls,

    /// <summary>As <see cref="MiniMax"/>, but with another time in each chunk, so that no template matches the next one.</summary>
    MiniMaxAllDifferent,

    /// <summary>As <see cref="OpenAI"/>, but with another time in each chunk, so that no template matches the next one.</summary>
    OpenAIAllDifferent,
}
