using System.Text;

namespace MiniMaxClient.Tests.Fuzz;

/// <summary>Mutates a body as a broken or hostile host may.</summary>
internal static class Mutator
{
    private static readonly byte[][] Insertions =
    [
        .. new[]
        {
            "1e400", "-1e400", "99999999999999999999999999999999", "1e-400", "-0", "9223372036854775807", "-9223372036854775808",
            "2147483648", "0.1e5", "null", "true", "[]", "{}", "\"\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\\ud83d", "\\u0000",
            "\"error\":{}", "\"error\":1e400,", "\"choices\":[{}],", "\"index\":-1,", "\"index\":1000000000,", "\"index\":1e400,",
            "\"type\":\"error\",", "\"content\":", "\"delta\":{},", "\"status_code\":1e400,", "\"retry_after\":1e300,",
            "</think>", "<think>", "`", "```", "<", "\n", "\r", "\r\n", "\n\n", "data: ", "data:{}\n\n", "data: [DONE]\n\n", "event: error\n",
            "\uFEFF", "\0", ",", ":", "\"", "\\", "[", "{", "}", "]",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xFE, 0xFF],
        .. new[] { 63, 64, 65, 2000 }.SelectMany(static depth => new[]
        {
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth))),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)),
        }),
    ];

    /// <summary>Returns one of the seeds after a few mutations.</summary>
    public static byte[] Mutate(SeededRandom random, byte[][] seeds)
    {
        var bytes = new List<byte>(seeds[random.Next(seeds.Length)]);
        for (int changes = 1 + random.Next(5); changes > 0; changes--)
            MutateOnce(bytes, random, seeds);
        return [.. bytes];
    }

    private static void MutateOnce(List<byte> bytes, SeededRandom dice, byte[][] seeds)
    {
        int at = dice.Next(bytes.Count + 1);
        int length = Math.Min(1 + dice.Next(39), bytes.Count - at);
        switch (dice.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << dice.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)dice.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(dice.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                byte[] other = seeds[dice.Next(seeds.Length)];
                int start = dice.Next(other.Length + 1);
                bytes.InsertRange(at, other[start..(start + dice.Next(other.Length - start + 1))]);
                break;
            case 6:
                DuplicateProperty(bytes, dice);
                break;
            case 7:
                ReplaceValue(bytes, dice);
                break;
            default:
                bytes.InsertRange(at, Insertions[dice.Next(Insertions.Length)]);
                break;
        }
    }

    /// <summary>Replaces the value after a colon with one of another kind.</summary>
    private static void ReplaceValue(List<byte> bytes, SeededRandom dice)
    {
        int colon = FindByte(bytes, dice, (byte)':');
        if (colon < 0)
            return;
        int end = bytes.FindIndex(colon, static one => one is (byte)',' or (byte)'}' or (byte)']');
        if (end > colon + 1)
            bytes.RemoveRange(colon + 1, end - colon - 1);
        bytes.InsertRange(colon + 1, Insertions[dice.Next(Insertions.Length)]);
    }

    private static void DuplicateProperty(List<byte> bytes, SeededRandom dice)
    {
        int start = FindByte(bytes, dice, (byte)',');
        int end = start < 0 ? -1 : bytes.FindIndex(start + 1, static one => one is (byte)',' or (byte)'}');
        if (end > 0)
            bytes.InsertRange(end, bytes.GetRange(start, end - start));
    }

    private static int FindByte(List<byte> bytes, SeededRandom dice, byte one) =>
        bytes.Count == 0 ? -1 : bytes.IndexOf(one, dice.Next(bytes.Count));
}
