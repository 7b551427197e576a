namespace MiniMaxClient.Tests.Fuzz;

/// <summary>Generates pseudo-random numbers that depend only on the seed, on any runtime: SplitMix64.</summary>
internal sealed class SeededRandom(int seed)
{
    private ulong _state = (ulong)seed * 0xD1342543DE82EF95;

    /// <summary>Returns a non-negative number less than a maximum.</summary>
    public int Next(int maxValue)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)maxValue);
    }
}
