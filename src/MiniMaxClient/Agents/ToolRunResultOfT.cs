using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The result of a tool run whose final response is parsed as a type.</summary>
/// <remarks>It converts to the type.</remarks>
/// <typeparam name="T">The type of the structured output.</typeparam>
public sealed record ToolRunResult<T>
{
    private readonly T? _value;

    internal ToolRunResult(ToolRunResult run, bool hasValue, T? value)
    {
        Run = run;
        HasValue = hasValue;
        _value = value;
    }

    /// <summary>The run, with its steps, messages, usage and stop reason.</summary>
    public ToolRunResult Run { get; }

    /// <summary>
    /// Whether there is a value: the run stopped with a final response (<see cref="ToolRunStopReason.Completed"/>).
    /// </summary>
    public bool HasValue { get; }

    /// <summary>The value parsed from the final response.</summary>
    /// <remarks>Not part of the record's JSON, which has the run.</remarks>
    /// <exception cref="InvalidOperationException">The run stopped before a final response.</exception>
    [JsonIgnore]
    public T Value => HasValue
        ? _value!
        : throw new InvalidOperationException(
            $"The tool run stopped ({Run.StopReason}) before a final response; check HasValue, and continue with Run.State or "
            + "Run.Messages.");

    /// <summary>Returns the value as text, or the stop reason if there is no value.</summary>
    public override string ToString() => HasValue ? $"{_value}" : $"No value: {Run.StopReason}";

    /// <summary>Gets the value of a result.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The run stopped before a final response.</exception>
    [SuppressMessage("Usage", "CA2225", Justification = "Value is the named alternative.")]
    public static implicit operator T(ToolRunResult<T> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Value;
    }
}
