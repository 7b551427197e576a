namespace MiniMaxClient.Agents;

/// <summary>The structured output of a tool run: corrects and reads its final response.</summary>
/// <param name="output">The structured output.</param>
/// <param name="options">The options of the structured output.</param>
/// <typeparam name="T">The type of the structured output.</typeparam>
internal sealed class StructuredToolRun<T>(StructuredOutput<T> output, StructuredOutputOptions options)
{
    /// <summary>The number of corrections that were requested; a resumed run starts with those before it.</summary>
    public int CorrectionCount { get; set; }

    /// <summary>Runs the tools without streaming, and reports each response.</summary>
    /// <param name="runner">The runner, which reviews responses with <see cref="CreateCorrection"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<ToolRunResult> RunAsync(ToolRunner runner, CancellationToken cancellationToken)
    {
        ToolRunResult? result = null;
        await foreach (ToolRunEvent runEvent in runner.RunAsync(isStreaming: false, cancellationToken).ConfigureAwait(false))
        {
            if (runEvent is ToolRunResponse response)
            {
                output.Request.MarkFormatAccepted();
                options.OnResponse?.Invoke(response.Completion);
            }

            result = (runEvent as ToolRunCompleted)?.Result;
        }

        return result!;
    }

    /// <summary>Creates the messages that request a correction of a final response; null to accept it.</summary>
    public IReadOnlyList<ChatMessage>? CreateCorrection(ChatCompletion completion)
    {
        StructuredOutputReadResult<T> result = output.ParseCompletion(completion);
        bool shouldCorrect = result.ErrorMessage is not null && CorrectionCount < options.MaxCorrections
            && StructuredOutput<T>.CanBeCorrected(completion, result);
        CorrectionCount++;
        return shouldCorrect ? StructuredOutput<T>.CreateCorrectionMessages(completion, result.ErrorMessage!) : null;
    }

    /// <summary>Reads the value of a run; without a value if the run stopped before a final response.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">The final response does not match.</exception>
    public ToolRunResult<T> ReadResult(ToolRunResult run)
    {
        if (run.StopReason != ToolRunStopReason.Completed)
            return new(run, hasValue: false, default);
        StructuredOutputReadResult<T> final = output.ParseCompletion(run.Completion);
        return final.ErrorMessage is null
            ? new(run, hasValue: true, final.Value)
            : throw output.CreateMismatchException(run.Completion, final);
    }
}
