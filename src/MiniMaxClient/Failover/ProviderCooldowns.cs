using MiniMaxClient.Errors;

namespace MiniMaxClient.Failover;

/// <summary>Stores the cooldowns of the clients that have failed. All members are thread-safe.</summary>
/// <param name="clientCount">The number of clients.</param>
/// <param name="coolDown">The minimum cooldown after a failure.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProviderCooldowns(int clientCount, TimeSpan coolDown, TimeProvider clock)
{
    private static readonly TimeSpan MaxCooldown = TimeSpan.FromHours(1);

    private readonly object _lock = new();
    private readonly Dictionary<(int Client, string? Model), TimeSpan> _cooldownEnds = [];

    // Cooldowns are measured from here in monotonic time, which a change of the wall clock does not affect.
    private readonly long _startTimestamp = clock.GetTimestamp();

    /// <summary>Gets the order of the clients, those in a cooldown last, and the number of clients without a cooldown.</summary>
    /// <param name="models">The model that each client would request.</param>
    public (int[] Order, int Available) GetProviderOrder(IReadOnlyList<string> models)
    {
        lock (_lock)
        {
            TimeSpan now = clock.GetElapsedTime(_startTimestamp);
            (int Client, TimeSpan End)[] ends =
                [.. Enumerable.Range(0, clientCount).Select(client => (client, GetCooldownEnd(client, models[client], now)))];
            int[] order = [.. ends.OrderBy(static client => client.End).Select(static client => client.Client)];
            return (order, ends.Count(client => client.End <= now));
        }
    }

    /// <summary>Begins the cooldown of a client; returns its length.</summary>
    public TimeSpan BeginCooldown(int clientIndex, string model, MiniMaxException failure)
    {
        TimeSpan cooldown = failure.RetryAfter is { } wait && wait > coolDown ? wait : coolDown;
        cooldown = cooldown < MaxCooldown ? cooldown : MaxCooldown;
        TimeSpan now = clock.GetElapsedTime(_startTimestamp);
        lock (_lock)
        {
            // Expired entries are removed, so that the memory does not grow with the number of requested models.
            foreach ((int, string?) expired in
                _cooldownEnds.Where(entry => entry.Value <= now).Select(static entry => entry.Key).ToArray())
            {
                _cooldownEnds.Remove(expired);
            }

            _cooldownEnds[(clientIndex, ErrorClassifier.IsUnknownModel(failure) ? model : null)] = now + cooldown;
        }

        return cooldown;
    }

    /// <summary>Ends the cooldown of a client that succeeded.</summary>
    public void EndCooldown(int clientIndex, string model)
    {
        lock (_lock)
        {
            _cooldownEnds.Remove((clientIndex, null));
            _cooldownEnds.Remove((clientIndex, model));
        }
    }

    /// <summary>Gets the end of a client's cooldown; the same value for all clients without one.</summary>
    private TimeSpan GetCooldownEnd(int clientIndex, string model, TimeSpan now)
    {
        // Equal values keep the order of the clients in the stable sort.
        TimeSpan end = TimeSpan.MinValue;
        foreach ((int, string?) key in ((int, string?)[])[(clientIndex, null), (clientIndex, model)])
        {
            if (_cooldownEnds.TryGetValue(key, out TimeSpan until) && until > now && until > end)
                end = until;
        }

        return end;
    }
}
