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
}
