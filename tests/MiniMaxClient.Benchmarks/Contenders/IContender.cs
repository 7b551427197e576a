namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>A client that sends one prepared request repeatedly.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Calls once and reads the complete response.</summary>
    /// <returns>The number of characters of text.</returns>
    Task<int> CompleteAsync();

    /// <summary>Calls once and reads the stream to its end, text and tool arguments of every chunk.</summary>
    /// <param name="onFirst">The action to call when the first text arrives.</param>
    /// <returns>The number of characters of text.</returns>
    Task<int> StreamAsync(Action? onFirst = null);
}
