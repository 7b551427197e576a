namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>A client at its work: one request, made before, sent again and again.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Calls once and reads the whole answer.</summary>
    /// <returns>How many characters of text were read.</returns>
    Task<int> CompleteAsync();

    /// <summary>Calls once and reads the stream to its end, text and tool arguments of every chunk.</summary>
    /// <param name="onFirst">Called when the first text is there.</param>
    /// <returns>How many characters of text were read.</returns>
    Task<int> StreamAsync(Action? onFirst = null);
}
