using System.Text;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Reads the input file, which has one line per request.</summary>
internal static class BatchFile
{
    private const int MaxProblems = 10;

    /// <summary>Reads the lines one by one; blank lines are skipped.</summary>
    /// <exception cref="InvalidDataException">While enumerating: a line is invalid.</exception>
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

    /// <summary>Validates all lines before the first request is sent.</summary>
    /// <returns>The ids of the requests.</returns>
    /// <exception cref="InvalidDataException">A line is invalid, or two lines have the same custom_id.</exception>
    public static IReadOnlyCollection<string> Validate(string path)
    {
        var ids = new HashSet<string>();
        string[] duplicates =
        [
            .. Read(path).Select(static line => line.Item.CustomId).Where(id => !ids.Add(id)).Take(MaxProblems),
        ];
        return duplicates.Length == 0
            ? ids
            : throw new InvalidDataException($"{path}: custom_id must be unique; duplicates: {string.Join(", ", duplicates)}.");
    }
}
