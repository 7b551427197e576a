namespace MiniMaxClient.Testing.Serving;

/// <summary>Counts the requests and tokens of the last minute for one API key and model.</summary>
internal sealed class RateWindow(EmulatorRateLimit limit, TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Queue<CountedRequest> _requests = new();
    private long _tokens;

    /// <summary>Counts a request if it is within the limits.</summary>
    /// <param name="promptTokens">The tokens that count until <see cref="CountedRequest.SetTokens"/> replaces them.</param>
    /// <param name="wait">The wait until the request would be within the limits; zero if it is.</param>
    /// <returns>The counted request; null if a limit is exceeded.</returns>
    public CountedRequest? TryCount(int promptTokens, out TimeSpan wait)
    {
        lock (_requests)
        {
            DateTimeOffset now = clock.GetUtcNow();
            while (_requests.TryPeek(out CountedRequest? oldest) && now - oldest.Time >= Length)
            {
                _requests.Dequeue().HasExpired = true;
                _tokens -= oldest.Tokens;
            }

            wait = ComputeWait(now, promptTokens);
            if (wait > TimeSpan.Zero)
                return null;
            CountedRequest request = new(this, now, promptTokens);
            _requests.Enqueue(request);
            _tokens += promptTokens;
            return request;
        }
    }

    private TimeSpan ComputeWait(DateTimeOffset now, int promptTokens)
    {
        int requests = _requests.Count;
        long tokens = _tokens + promptTokens;
        TimeSpan wait = TimeSpan.Zero;
        foreach (CountedRequest request in _requests)
        {
            if (IsWithinLimits(requests, tokens))
                return wait;
            wait = request.Time + Length - now;
            requests--;
            tokens -= request.Tokens;
        }

        // A prompt above the limit is never within it.
        return IsWithinLimits(requests, tokens) ? wait : Length;
    }

    private bool IsWithinLimits(int requests, long tokens) =>
        !(requests >= limit.RequestsPerMinute) && !(tokens > limit.TokensPerMinute);

    /// <summary>Represents a request that counts for a minute.</summary>
    public sealed class CountedRequest(RateWindow window, DateTimeOffset time, int tokens)
    {
        public DateTimeOffset Time => time;
        public int Tokens { get; private set; } = tokens;
        public bool HasExpired { get; set; }

        public void SetTokens(int value)
        {
            lock (window._requests)
            {
                if (HasExpired)
                    return;
                window._tokens += value - Tokens;
                Tokens = value;
            }
        }
    }
}
