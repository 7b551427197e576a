using System.Text;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>The input: a line for each request, read as it is needed.</summary>
internal static class BatchFile
{
    private const int MaxProblems = 10;

    /// <summary>The lines with what stands in them; blank ones are passed over.</summary>
    /// <exception cref="InvalidDataException">While enumerating: a line cannot be read.</exception>
    public static IEnumerable<(string Line, BatchItem Item)> Read(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            BatchItem item;
            try
            {
                item = BatchItem.Parse(Encoding.UTF8.GetBytes(line));
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"{path}:{number}: {e.Message}.", e);
            }

            yield return (line, item);
        }
    }

    /// <summary>Reads all lines before anything is paid for, and refuses what could not be told apart in the results.</summary>
    /// <returns>Their ids.</returns>
    /// <exception cref="InvalidDataException">A line cannot be read, or two have one custom_id.</exception>
    public static IReadOnlyCollection<string> Validate(string path)
    {
        var seen = new HashSet<string>();
        string[] twice =
        [
            .. Read(path).Where(one => !seen.Add(one.Item.CustomId)).Take(MaxProblems)
                .Select(static one => one.Item.CustomId),
        ];
        return twice.Length == 0
            ? seen
            : throw new InvalidDataException($"{path}: each custom_id must be there once; not so {string.Join(", ", twice)}.");
    }
}
