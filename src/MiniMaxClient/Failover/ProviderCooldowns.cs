namespace MiniMaxClient.Failover;

/// <summary>Which of several clients failed of late, and so are asked last.</summary>
/// <param name="clients">How many clients there are.</param>
/// <param name="coolDown">How long a failed one rests.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProviderCooldowns(int clients, TimeSpan coolDown, TimeProvider clock)
{
    // No provider is left out for longer, whatever it says.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly object _lock = new();
    private readonly Dictionary<(int Client, string? Model), TimeSpan> _ends = [];

    // Time since then, which counts on when somebody sets the wall clock.
    private readonly long _start = clock.GetTimestamp();

    /// <summary>The order in which to ask: as they stand, those that rest last; the second is how many do not rest.</summary>
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

    /// <summary>Lets a client rest for what it failed with; how long, it tells.</summary>
    public TimeSpan Add(int client, string model, MiniMaxException failure)
    {
        TimeSpan rest = failure.RetryAfter is { } wait && wait > coolDown ? wait : coolDown;
        rest = rest < Longest ? rest : Longest;
        TimeSpan now = clock.GetElapsedTime(_start);
        lock (_lock)
        {
            // Models that are asked for once, by whatever name, must not be remembered for ever.
            foreach ((int, string?) over in _ends.Where(one => one.Value <= now).Select(static one => one.Key).ToArray())
                _ends.Remove(over);
            _ends[Key(client, failure is MiniMaxNotFoundException ? model : null)] = now + rest;
        }

        return rest;
    }

    /// <summary>Ends the rest of a client that answered.</summary>
    public void Remove(int client, string model)
    {
        lock (_lock)
        {
            _ends.Remove(Key(client, null));
            _ends.Remove(Key(client, model));
        }
    }

    private static (int Client, string? Model) Key(int client, string? model) => (client, model);

    /// <summary>When a client's rest ends; the same early moment for all that do not rest, which keeps their order.</summary>
    private TimeSpan End(int client, string model, TimeSpan now)
    {
        TimeSpan end = TimeSpan.MinValue;
        foreach ((int, string?) key in ((int, string?)[])[Key(client, null), Key(client, model)])
        {
            if (_ends.TryGetValue(key, out TimeSpan until) && until > now && until > end)
                end = until;
        }

        return end;
    }
}
