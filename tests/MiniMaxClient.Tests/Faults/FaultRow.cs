namespace MiniMaxClient.Tests.Faults;

/// <summary>A row of the table: a fault, and what must become of a call that meets it.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Seconds">The bound on the call in real time, whatever its clock says.</param>
/// <param name="CreateScript">What the server does with each request.</param>
/// <param name="NonStreamingOutcome">What becomes of a plain call; null where the fault is none of a plain answer.</param>
/// <param name="StreamingOutcome">What becomes of a streamed call; null where the fault is none of a stream.</param>
internal sealed record FaultRow(string Fault, int Seconds, Func<FaultCall, ServerScript> CreateScript, Outcome? NonStreamingOutcome, Outcome? StreamingOutcome)
{
    /// <summary>An address in place of the server's, where no connection comes about.</summary>
    public Func<CancellationToken, Task<LoopbackPort>>? Port { get; init; }

    /// <summary>What is other than by default in the client's settings.</summary>
    public Func<ChatCompletionsClientOptions, ChatCompletionsClientOptions> Options { get; init; } = static options => options;

    /// <summary>The most bytes of an answer that the server can send before the client has left.</summary>
    public long MaxBytesSent { get; init; } = 1_000_000;

    public Outcome? GetOutcome(bool isStream) => isStream ? StreamingOutcome : NonStreamingOutcome;

    public override string ToString() => Fault;
}
