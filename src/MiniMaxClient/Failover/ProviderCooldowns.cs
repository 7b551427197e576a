namespace MiniMaxClient.Failover;

/// <summary>The cooldowns of clients that have failed, which are used last.</summary>
/// <param name="clients">The number of clients.</param>
/// <param name="coolDown">The cooldown after a failure.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProviderCooldowns(int clients, TimeSpan coolDown, TimeProvider clock)
{
    // The maximum, whatever wait a provider names.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly object _lock = new();
    private readonly Dictionary<(int Client, string? Model), TimeSpan> _ends = [];

    // Cooldowns count from here by monotonic time, also when the wall clock is set.
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Gets the order of the clients, those in a cooldown last, and the number of those that are not.</summary>
    public (int[] Order, int Available) Order(string model)
    {
        lock (_lock)
        {
            TimeSpan now = clock.GetElapsedTime(_start);
            (int Client, TimeSpan End)[] all =
                [.. Enumerable.Range(0, clients).Select(client => (client, End(client, model, now)))];
            return ([.. all.OrderBy(static one => one.End).Select(static one => one.Client)], all.Count(one => one.End <= now));
        }
    }

    /// <summary>Begins the cooldown of a client; returns its length.</summary>
    public TimeSpan Add(int client, string model, MiniMaxException failure)
    {
        TimeSpan cooldown = failure.RetryAfter is { } wait && wait > coolDown ? wait : coolDown;
        cooldown = cooldown < Longest ? cooldown : Longest;
        TimeSpan now = clock.GetElapsedTime(_start);
        lock (_lock)
        {
            // Models that are requested once must not be kept for ever.
            foreach ((int, string?) over in _ends.Where(one => one.Value <= now).Select(static one => one.Key).ToArray())
                _ends.Remove(over);
            _ends[(client, failure is MiniMaxNotFoundException ? model : null)] = now + cooldown;
        }

        return cooldown;
    }

    /// <summary>Ends the cooldown of a client that succeeded.</summary>
    public void Remove(int client, string model)
    {
        lock (_lock)
        {
            _ends.Remove((client, null));
            _ends.Remove((client, model));
        }
    }

    /// <summary>Gets the end of a client's cooldown; the same moment for all without one, which keeps their order.</summary>
    private TimeSpan End(int client, string model, TimeSpan now)
    {
        TimeSpan end = TimeSpan.MinValue;
        foreach ((int, string?) key in ((int, string?)[])[(client, null), (client, model)])
        {
            if (_ends.TryGetValue(key, out TimeSpan until) && until > now && until > end)
                end = until;
        }

        return end;
    }
}
