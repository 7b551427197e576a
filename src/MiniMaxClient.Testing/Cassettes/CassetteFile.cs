using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Reads and writes the file of a cassette. This type is thread-safe.</summary>
/// <remarks>
/// Each exchange is appended when it is complete, so that a crash loses none of those before. The first one replaces an older
/// file.
/// </remarks>
internal sealed class CassetteFile : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly FileStream _lockFile;
    private readonly object _lock = new();
    private bool _hasExchanges;

    /// <summary>Initializes a file to write, which no other instance can write until this one is disposed.</summary>
    /// <exception cref="IOException">The file cannot be written, or another recorder writes it.</exception>
    public CassetteFile(string path)
    {
        _path = path;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Not the cassette: on Linux, a file that others can read can also be opened to write by all of them.
            _lockFile = new(path + ".lock", new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The cassette {path} cannot be written, or another recorder writes it: {e.Message}", e);
        }

        try
        {
            if (Path.Exists(path))
                File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lockFile.Dispose();
            throw new IOException($"The cassette {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads the exchanges of a cassette in the order of their requests.</summary>
    /// <exception cref="CassetteException">The file is not a cassette.</exception>
    public static async Task<IReadOnlyList<CassetteExchange>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return [.. CassetteReader.Read(Decode(bytes)).OrderBy(static exchange => exchange.Number)];
    }

    /// <summary>Writes an exchange after the others.</summary>
    public void Append(CassetteExchange exchange)
    {
        lock (_lock)
        {
            if (_hasExchanges)
                File.AppendAllText(_path, CassetteWriter.Write(exchange), StrictUtf8);
            else
                Replace(exchange);
            _hasExchanges = true;
        }
    }

    public void Dispose() => _lockFile.Dispose();

    private void Replace(CassetteExchange exchange)
    {
        string temporary = _path + ".tmp";
        File.WriteAllText(temporary, CassetteWriter.Write([exchange]), StrictUtf8);
        File.Move(temporary, _path, overwrite: true);
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new CassetteException("The text is not UTF-8.", bytes.AsSpan(0, e.Index).Count((byte)'\n') + 1, e);
        }
    }
}
