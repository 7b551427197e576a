using System.Globalization;
using System.Text.RegularExpressions;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Asserts the lines that the emulator sample prints for requests.</summary>
internal static partial class EmulatorLog
{
    /// <summary>Asserts the requests of a script, each without its number and duration.</summary>
    public static async Task AssertLogAsync(this EmulatorProcess emulator, params string[] expected)
    {
        List<(int Number, string Text)> lines = [];
        while (lines.Count < expected.Length)
        {
            Match line = LogLine().Match(await emulator.ReadUntilAsync(" ms"));
            Assert.True(line.Success);
            lines.Add((int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), line.Groups[2].Value));
        }

        // A line is written after the response has ended, which two responses in quick succession can do in any order.
        Assert.Equal(expected, lines.OrderBy(static line => line.Number).Select(static line => line.Text));
    }

    [GeneratedRegex(@"^ *(\d+) (.+), \d+ ms$")]
    private static partial Regex LogLine();
}
