namespace MiniMaxClient.Tests.Bulk;

/// <summary>Reads the results of bulk runs.</summary>
internal static class BulkRuns
{
    public static async Task<List<T>> ReadAllAsync<T>(this IAsyncEnumerable<T> run)
    {
        var results = new List<T>();
        await foreach (T result in run)
            results.Add(result);
        return results;
    }

    /// <summary>Sorts the results by their index unless the run returned them in order.</summary>
    public static IEnumerable<BulkResult> OrderedUnless(this IEnumerable<BulkResult> results, bool inOrder) =>
        inOrder ? results : results.OrderBy(static result => result.Index);

    /// <inheritdoc cref="OrderedUnless(IEnumerable{BulkResult}, bool)"/>
    public static IEnumerable<BulkResult<T>> OrderedUnless<T>(this IEnumerable<BulkResult<T>> results, bool inOrder) =>
        inOrder ? results : results.OrderBy(static result => result.Index);
}
