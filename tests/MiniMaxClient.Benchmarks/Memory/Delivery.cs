namespace MiniMaxClient.Benchmarks.Memory;

/// <summary>The delivery of the bytes of a stream.</summary>
internal enum Delivery
{
    /// <summary>A read fills the buffer.</summary>
    Burst,

    /// <summary>A read returns one event.</summary>
    OneByOne,
}
