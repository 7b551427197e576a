using System.Globalization;
using Google.Protobuf;
using Protobuf = Google.Protobuf.WireFormat;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>A message of the OpenTelemetry protocol, read by the numbers of its fields.</summary>
/// <remarks>The numbers are those of opentelemetry-proto, which has no package of its own.</remarks>
internal sealed class OtlpMessage
{
    private readonly List<(int Number, object Value)> _fields = [];

    public OtlpMessage(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            object value = Protobuf.GetTagWireType(tag) switch
            {
                Protobuf.WireType.Varint => input.ReadInt64(),
                Protobuf.WireType.Fixed64 => input.ReadFixed64(),
                Protobuf.WireType.Fixed32 => input.ReadFixed32(),
                _ => input.ReadBytes(),
            };
            _fields.Add((Protobuf.GetTagFieldNumber(tag), value));
        }
    }

    /// <summary>The messages along a path of fields.</summary>
    public IEnumerable<OtlpMessage> All(params int[] path) => path.Length == 0
        ? [this]
        : Values<ByteString>(path[0]).SelectMany(bytes => new OtlpMessage(bytes.ToByteArray()).All(path[1..]));

    /// <summary>Whether a field has these bytes.</summary>
    public bool Has(int field, byte[] bytes) => Values<ByteString>(field).Single().Span.SequenceEqual(bytes);

    public string Text(int field) => Values<ByteString>(field).Single().ToStringUtf8();

    public long Number(int field) => Values<long>(field).Single();

    /// <summary>The doubles of a packed field.</summary>
    public double[] Doubles(int field)
    {
        byte[] packed = Values<ByteString>(field).Single().ToByteArray();
        return [.. Enumerable.Range(0, packed.Length / 8).Select(i => BitConverter.ToDouble(packed, i * 8))];
    }

    /// <summary>The attributes in a field, by their keys.</summary>
    public IReadOnlyDictionary<string, string> Attributes(int field) =>
        All(field).ToDictionary(static one => one.Text(1), static one => one.All(2).Single().AnyValue());

    private string AnyValue()
    {
        (int number, object value) = _fields.Single();
        return number switch
        {
            1 => ((ByteString)value).ToStringUtf8(),
            4 => BitConverter.UInt64BitsToDouble((ulong)value).ToString(CultureInfo.InvariantCulture),
            5 => string.Join(",", All(5, 1).Select(static one => one.AnyValue())),
            _ => value.ToString()!,
        };
    }

    private IEnumerable<T> Values<T>(int field) => _fields.Where(one => one.Number == field).Select(static one => (T)one.Value);
}
