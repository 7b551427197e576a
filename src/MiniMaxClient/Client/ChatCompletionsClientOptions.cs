using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Settings of a <see cref="ChatCompletionsClient"/>.</summary>
public sealed record ChatCompletionsClientOptions
{
    /// <summary>The limit on a whole call, stream included: above zero, at most a day, or infinite.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What becomes of a field that the provider does not take.</summary>
    /// <value>Default: <see cref="UnsupportedFields.Refuse"/>.</value>
    public UnsupportedFields UnsupportedFields { get; init; }

    /// <summary>The most bytes of a plain answer, after decompression: 1,024 to 1 GiB.</summary>
    /// <value>Default: 64 MiB.</value>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of one event of a stream, after decompression: 1,024 to 1 GiB.</summary>
    /// <value>Default: 16 MiB.</value>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The prices by which a call's cost is estimated when the provider does not report it.</summary>
    /// <remarks><see cref="ChatCompletionsClient.ListModelsAsync"/> adds what the provider lists.</remarks>
    /// <value>Default: an empty one of the client's own.</value>
    public ModelPrices Prices { get; init; } = new();

    /// <summary>Where warnings go.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of the limits and the times.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What is wrong with the settings; empty when nothing is.</summary>
    internal IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!TimeLimit.IsValid(Timeout))
            problems.Add($"{nameof(Timeout)} is {Timeout}; it must be {TimeLimit.Range}.");
        if (UnsupportedFields is not (UnsupportedFields.Refuse or UnsupportedFields.Drop))
            problems.Add($"{nameof(UnsupportedFields)} is {UnsupportedFields}; it must be Refuse or Drop.");
        CheckBytes(nameof(MaxResponseBytes), MaxResponseBytes);
        CheckBytes(nameof(MaxEventBytes), MaxEventBytes);
        return problems;

        void CheckBytes(string name, int value)
        {
            if (value is < 1024 or > 1024 * 1024 * 1024)
                problems.Add($"{name} is {value}; it must be 1024 to 1073741824.");
        }
    }
}
