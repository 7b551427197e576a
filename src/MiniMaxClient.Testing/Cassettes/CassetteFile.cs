using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Reads and writes the file of a cassette. This type is thread-safe.</summary>
/// <remarks>
/// Each exchange is appended when it is complete, so that a crash loses none of those before. The first one replaces an older
/// file, and the order is that of the requests after <see cref="Sort"/>.
/// </remarks>
internal sealed class CassetteFile(string path)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly object _lock = new();
    private int _lastNumber;
    private bool _isUnordered;

    /// <summary>Reads a cassette.</summary>
    /// <exception cref="CassetteException">The file is not a cassette.</exception>
    public static async Task<IReadOnlyList<CassetteExchange>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return CassetteReader.Read(Decode(bytes));
    }

    /// <summary>Writes an exchange after the others.</summary>
    public void Append(CassetteExchange exchange)
    {
        lock (_lock)
        {
            if (_lastNumber == 0)
                Replace([exchange]);
            else
                File.AppendAllText(path, CassetteWriter.Write(exchange), StrictUtf8);
            _isUnordered |= exchange.Number < _lastNumber;
            _lastNumber = Math.Max(_lastNumber, exchange.Number);
        }
    }

    /// <summary>Sorts the exchanges, which concurrent requests may have completed in another order than they started.</summary>
    public void Sort()
    {
        lock (_lock)
        {
            if (!_isUnordered)
                return;
            Replace(CassetteReader.Read(Decode(File.ReadAllBytes(path))).OrderBy(static exchange => exchange.Number));
            _isUnordered = false;
        }
    }

    private void Replace(IEnumerable<CassetteExchange> exchanges)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, CassetteWriter.Write(exchanges), StrictUtf8);
        File.Move(temporary, path, overwrite: true);
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new CassetteException("The text is not UTF-8.", bytes.AsSpan(0, e.Index).Count((byte)'\n') + 1);
        }
    }
}
