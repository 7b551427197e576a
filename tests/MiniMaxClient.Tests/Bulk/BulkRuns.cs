namespace MiniMaxClient.Tests.Bulk;

/// <summary>Reads the results of bulk runs.</summary>
internal static class BulkRuns
{
    public static async Task<List<BulkResult>> ReadAllAsync(this IAsyncEnumerable<BulkResult> run)
    {
        var results = new List<BulkResult>();
        await foreach (BulkResult result in run)
            results.Add(result);
        return results;
    }

    /// <summary>Sorts the results by their index unless the run returned them in order.</summary>
    public static IEnumerable<BulkResult> OrderedUnless(this IEnumerable<BulkResult> results, bool inOrder) =>
        inOrder ? results : results.OrderBy(static result => result.Index);
}
