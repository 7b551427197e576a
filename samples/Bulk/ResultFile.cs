using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Appends the results of one process to a file.</summary>
/// <remarks>
/// A line that a kill truncated is removed when the file is opened again. Only one process can open the file. All members are
/// thread-safe.
/// </remarks>
internal sealed class ResultFile : IDisposable
{
    private readonly HashSet<string> _finished = [];
    private readonly FileStream _file;

    /// <summary>Opens a file, or creates it and its folder.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="IOException">Another process has opened the file.</exception>
    /// <exception cref="InvalidDataException">A line is not a result.</exception>
    public ResultFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // Without a buffer, each line is one write.
        _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        foreach ((string customId, _) in ReadLines(_file, path))
            _finished.Add(customId);
        _file.SetLength(_file.Position);
    }

    /// <summary>Gets the number of results.</summary>
    public int Count
    {
        get
        {
            lock (_finished)
                return _finished.Count;
        }
    }

    /// <summary>Determines whether a request has a result.</summary>
    public bool Contains(string customId)
    {
        lock (_finished)
            return _finished.Contains(customId);
    }

    /// <summary>Adds the result of a request, and flushes it to disk.</summary>
    /// <exception cref="InvalidOperationException">The request already has a result.</exception>
    public void Append(string customId, ReadOnlySpan<byte> line)
    {
        lock (_finished)
        {
            Add(customId, line);
            Flush();
        }
    }

    /// <summary>Flushes the added results to disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    /// <summary>Adds the result of a request without flushing it to disk; see <see cref="Flush"/>.</summary>
    /// <exception cref="InvalidOperationException">The request already has a result.</exception>
    public void Add(string customId, ReadOnlySpan<byte> line)
    {
        lock (_finished)
        {
            if (_finished.Contains(customId))
                throw new InvalidOperationException($"{customId} already has a result.");
            _file.Write(line);
            _finished.Add(customId);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Reads the complete lines of a result file, including their newlines; a truncated last line is skipped.</summary>
    public static IEnumerable<(string CustomId, byte[] Line)> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        foreach ((string CustomId, byte[] Line) line in ReadLines(file, path))
            yield return line;
    }

    /// <summary>Reads the complete lines, and sets the position of the file to the end of the last one.</summary>
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
                throw new InvalidDataException($"{path}: not a result: {Encoding.UTF8.GetString(bytes).Trim()}", e);
            }

            yield return (customId, bytes);
        }

        file.Position = end;
    }
}
