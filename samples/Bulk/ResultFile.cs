using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>The results of one process: lines are only ever added, each whole and on the disk before it counts.</summary>
/// <remarks>
/// A line that a kill cut short is taken off when the file is opened again; no two processes can have it open. All
/// members may be used from several threads at once.
/// </remarks>
internal sealed class ResultFile : IDisposable
{
    private readonly HashSet<string> _finished = [];
    private readonly FileStream _file;

    /// <param name="path">The file, which is made when it is missing, its folder too.</param>
    /// <exception cref="IOException">Another process has it open.</exception>
    /// <exception cref="InvalidDataException">A line of it is no result.</exception>
    public ResultFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // Unbuffered, so that a line goes out in one write.
        _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        foreach ((string customId, _) in ReadLines(_file, path))
            _finished.Add(customId);
        _file.SetLength(_file.Position);
    }

    /// <summary>How many requests have their result.</summary>
    public int Count
    {
        get
        {
            lock (_finished)
                return _finished.Count;
        }
    }

    /// <summary>Whether a request has its result.</summary>
    public bool Contains(string customId)
    {
        lock (_finished)
            return _finished.Contains(customId);
    }

    /// <summary>Adds the result of a request that has none yet; it is on the disk when the call returns.</summary>
    public void Append(string customId, ReadOnlySpan<byte> line)
    {
        lock (_finished)
        {
            Add(customId, line);
            Flush();
        }
    }

    /// <summary>Puts on the disk what was added.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    /// <summary>Adds the result of a request that has none yet, and leaves it to <see cref="Flush"/>.</summary>
    public void Add(string customId, ReadOnlySpan<byte> line)
    {
        lock (_finished)
        {
            if (_finished.Contains(customId))
                throw new InvalidOperationException($"{customId} has its result already.");
            _file.Write(line);
            _finished.Add(customId);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The whole lines of a file of results, each with its newline, and not one that was cut short at the end.</summary>
    public static IEnumerable<(string CustomId, byte[] Line)> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        foreach ((string CustomId, byte[] Line) line in ReadLines(file, path))
            yield return line;
    }

    /// <summary>Reads whole lines, and leaves the file at the end of the last one.</summary>
    private static IEnumerable<(string CustomId, byte[] Line)> ReadLines(FileStream file, string path)
    {
        var buffered = new BufferedStream(file, 64 * 1024);
        var line = new MemoryStream();
        long end = 0;
        for (int next = buffered.ReadByte(); next >= 0; next = buffered.ReadByte())
        {
            line.WriteByte((byte)next);
            if (next != '\n')
                continue;
            end += line.Length;
            byte[] bytes = line.ToArray();
            line.SetLength(0);
            string customId;
            try
            {
                customId = ResultLine.ReadCustomId(bytes);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}: no result: {Encoding.UTF8.GetString(bytes).Trim()}", e);
            }

            yield return (customId, bytes);
        }

        file.Position = end;
    }
}
