using System.Buffers;

namespace MiniMaxClient.Client;

/// <summary>A request's body while it is written.</summary>
internal sealed class BodyWriter : IBufferWriter<byte>
{
    private const int MaxArrayLength = 0x7FFFFFC7;

    private byte[] _bytes = new byte[4096];
    private int _length;

    public int Length => _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(_bytes, 0, _length);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private void MakeRoom(int sizeHint)
    {
        int needed = checked(_length + Math.Max(sizeHint, 1));
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Max(needed, Math.Min(_bytes.Length * 2L, MaxArrayLength)));
    }
}
