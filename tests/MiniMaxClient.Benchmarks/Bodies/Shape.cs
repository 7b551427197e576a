namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>What the chunks of an answer look like.</summary>
internal enum Shape
{
    /// <summary>As MiniMax prints them: eleven fields beyond what the text needs, and the thinking between tags.</summary>
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
