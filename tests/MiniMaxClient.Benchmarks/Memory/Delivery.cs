namespace MiniMaxClient.Benchmarks.Memory;

/// <summary>How the bytes of a stream come.</summary>
internal enum Delivery
{
    /// <summary>A read fills the buffer that it is given.</summary>
    Burst,

    /// <summary>A read returns one event.</summary>
    OneByOne,
}
