using System.Globalization;
using Google.Protobuf;
using Protobuf = Google.Protobuf.WireFormat;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Represents a message of the OpenTelemetry protocol; its fields are read by number.</summary>
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

    /// <summary>Gets the messages at a path of fields.</summary>
    public IEnumerable<OtlpMessage> FindMessages(params int[] path) => path.Length == 0
        ? [this]
        : GetValues<ByteString>(path[0]).SelectMany(bytes => new OtlpMessage(bytes.ToByteArray()).FindMessages(path[1..]));

    /// <summary>Determines whether a field has these bytes.</summary>
    public bool HasBytes(int field, byte[] bytes) => GetValues<ByteString>(field).Single().Span.SequenceEqual(bytes);

    public string GetText(int field) => GetValues<ByteString>(field).Single().ToStringUtf8();

    public long GetNumber(int field) => GetValues<long>(field).Single();

    /// <summary>Gets the doubles of a packed field.</summary>
    public double[] GetDoubles(int field)
    {
        byte[] packed = GetValues<ByteString>(field).Single().ToByteArray();
        return [.. Enumerable.Range(0, packed.Length / 8).Select(i => BitConverter.ToDouble(packed, i * 8))];
    }

    /// <summary>Gets the attributes in a field by key.</summary>
    public IReadOnlyDictionary<string, string> GetAttributes(int field) =>
        FindMessages(field).ToDictionary(static one => one.GetText(1), static one => one.FindMessages(2).Single().FormatAnyValue());

    private string FormatAnyValue()
    {
        (int number, object value) = _fields.Single();
        return number switch
        {
            1 => ((ByteString)value).ToStringUtf8(),
            4 => BitConverter.UInt64BitsToDouble((ulong)value).ToString(CultureInfo.InvariantCulture),
            5 => string.Join(",", FindMessages(5, 1).Select(static one => one.FormatAnyValue())),
            _ => value.ToString()!,
        };
    }

    private IEnumerable<T> GetValues<T>(int field) => _fields.Where(one => one.Number == field).Select(static one => (T)one.Value);
}
