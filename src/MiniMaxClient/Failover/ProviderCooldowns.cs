namespace MiniMaxClient.Failover;

/// <summary>The cooldowns of clients that have failed, which are used last.</summary>
/// <param name="clientCount">The number of clients.</param>
/// <param name="coolDown">The cooldown after a failure.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProviderCooldowns(int clientCount, TimeSpan coolDown, TimeProvider clock)
{
    // The maximum, whatever wait a provider names.
    private static readonly TimeSpan MaxCooldown = TimeSpan.FromHours(1);

    private readonly object _lock = new();
    private readonly Dictionary<(int Client, string? Model), TimeSpan> _cooldownEnds = [];

    // Cooldowns count from here by monotonic time, also when the wall clock is set.
    private readonly long _startTimestamp = clock.GetTimestamp();

    /// <summary>Gets the order of the clients, those in a cooldown last, and the number of those that are not.</summary>
    public (int[] Order, int Available) GetProviderOrder(string model)
    {
        lock (_lock)
        {
            TimeSpan now = clock.GetElapsedTime(_startTimestamp);
            (int Client, TimeSpan End)[] all =
                [.. Enumerable.Range(0, clientCount).Select(client => (client, GetCooldownEnd(client, model, now)))];
            return ([.. all.OrderBy(static one => one.End).Select(static one => one.Client)], all.Count(one => one.End <= now));
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
            // Models that are requested once must not be kept for ever.
            foreach ((int, string?) over in _cooldownEnds.Where(one => one.Value <= now).Select(static one => one.Key).ToArray())
                _cooldownEnds.Remove(over);
            _cooldownEnds[(clientIndex, failure is MiniMaxNotFoundException ? model : null)] = now + cooldown;
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

    /// <summary>Gets the end of a client's cooldown; the same moment for all without one, which keeps their order.</summary>
    private TimeSpan GetCooldownEnd(int clientIndex, string model, TimeSpan now)
    {
        TimeSpan end = TimeSpan.MinValue;
        foreach ((int, string?) key in ((int, string?)[])[(clientIndex, null), (clientIndex, model)])
        {
            if (_cooldownEnds.TryGetValue(key, out TimeSpan until) && until > now && until > end)
                end = until;
        }

        return end;
    }
}
