using System.Security.Cryptography;
using System.Text;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Serving;

/// <summary>
/// Stores the prefixes of prompts, separately for each API key and model, for five minutes after their last use.
/// </summary>
/// <remarks>
/// MiniMax's page on explicit caching: at most four markers, a look-back of 20 blocks, a life of five minutes that each hit
/// renews. The prefix that a marker looks for ends at the marker or at one of the 20 blocks before it.
/// </remarks>
internal sealed class PromptCache(MiniMaxEmulatorOptions options)
{
    /// <summary>The number of prefixes that are stored; the least recently used are removed first.</summary>
    public const int Capacity = 10_000;

    private const int MaxMarkers = 4;
    private const int LookBack = 20;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, LinkedListNode<(string Prefix, DateTimeOffset UsedAt)>> _nodes = [];
    private readonly LinkedList<(string Prefix, DateTimeOffset UsedAt)> _leastRecentFirst = new();

    /// <summary>Reads and writes the prefixes that end at the markers of a prompt.</summary>
    /// <returns>The tokens that were read, and the tokens after them that were written.</returns>
    public (int Read, int Written) UseMarkers(string scope, IReadOnlyList<PromptBlock> blocks)
    {
        int[] markers = [.. Enumerable.Range(0, blocks.Count).Where(i => blocks[i].HasMarker).TakeLast(MaxMarkers)];
        return Use(scope, blocks, markers, LookBack);
    }

    /// <summary>Reads and writes the prefixes that end at any block of a prompt, as the automatic cache does.</summary>
    /// <returns>The tokens that were read.</returns>
    public int UseAutomatically(string scope, IReadOnlyList<PromptBlock> blocks) =>
        Use(scope, blocks, [.. Enumerable.Range(0, blocks.Count)], lookBack: 0).Read;

    private (int Read, int Written) Use(string scope, IReadOnlyList<PromptBlock> blocks, int[] ends, int lookBack)
    {
        if (ends.Length == 0)
            return (0, 0);
        (string Prefix, int Tokens)[] prefixes = CreatePrefixes(scope, blocks);
        ends = [.. ends.Where(end => prefixes[end].Tokens >= options.MinCacheableTokens)];
        lock (_nodes)
        {
            DateTimeOffset now = options.TimeProvider.GetUtcNow();
            RemoveExpired(now);
            int[] hits = [.. ends.Select(end => FindLongest(prefixes, end, lookBack)).Where(static hit => hit >= 0)];
            foreach (int index in hits.Concat(ends))
                Store(prefixes[index].Prefix, now);
            int read = hits.Length > 0 ? prefixes[hits.Max()].Tokens : 0;
            int end = ends.Length > 0 ? prefixes[ends[^1]].Tokens : 0;
            return (read, Math.Max(0, end - read));
        }
    }

    private int FindLongest((string Prefix, int Tokens)[] prefixes, int end, int lookBack)
    {
        for (int i = end; i >= Math.Max(0, end - lookBack); i--)
        {
            if (_nodes.ContainsKey(prefixes[i].Prefix))
                return i;
        }

        return -1;
    }

    // Each prefix is the hash of the block and of the prefix before it.
    private static (string Prefix, int Tokens)[] CreatePrefixes(string scope, IReadOnlyList<PromptBlock> blocks)
    {
        var prefixes = new (string Prefix, int Tokens)[blocks.Count];
        string prefix = scope;
        int characters = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            prefix = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{prefix}\n{blocks[i].Content}")));
            characters += blocks[i].Characters;
            prefixes[i] = (prefix, TokenCounts.EstimateFromCharacters(characters));
        }

        return prefixes;
    }

    private void Store(string prefix, DateTimeOffset now)
    {
        if (_nodes.Remove(prefix, out LinkedListNode<(string Prefix, DateTimeOffset UsedAt)>? node))
            _leastRecentFirst.Remove(node);
        _nodes[prefix] = _leastRecentFirst.AddLast((prefix, now));
        if (_nodes.Count > Capacity)
            RemoveFirst();
    }

    private void RemoveExpired(DateTimeOffset now)
    {
        while (_leastRecentFirst.First is { } oldest && now - oldest.Value.UsedAt >= Life)
            RemoveFirst();
    }

    private void RemoveFirst()
    {
        _nodes.Remove(_leastRecentFirst.First!.Value.Prefix);
        _leastRecentFirst.RemoveFirst();
    }
}
