namespace MiniMaxClient.Tests.Faults;

/// <summary>A row of the table: a fault and the expected outcome of a call.</summary>
/// <param name="Fault">The name of the fault.</param>
/// <param name="Seconds">The maximum duration of the call in real time, regardless of its clock.</param>
/// <param name="CreateScript">Creates the script of each request.</param>
/// <param name="NonStreamingOutcome">The outcome of a non-streaming call; null if the fault does not apply to it.</param>
/// <param name="StreamingOutcome">The outcome of a streaming call; null if the fault does not apply to it.</param>
internal sealed record FaultRow(
    string Fault, int Seconds, Func<FaultCall, ServerScript> CreateScript, Outcome? NonStreamingOutcome, Outcome? StreamingOutcome)
{
    /// <summary>Creates an address without connections, which replaces that of the server.</summary>
    public Func<CancellationToken, Task<LoopbackPort>>? Port { get; init; }

    /// <summary>Changes the options of the client.</summary>
    public Func<ChatCompletionsClientOptions, ChatCompletionsClientOptions> Options { get; init; } = static options => options;

    /// <summary>The maximum number of bytes that the server can send before the client closes the connection.</summary>
    public long MaxBytesSent { get; init; } = 1_000_000;

    public Outcome? GetOutcome(bool isStream) => isStream ? StreamingOutcome : NonStreamingOutcome;

    public override string ToString() => Fault;
}
