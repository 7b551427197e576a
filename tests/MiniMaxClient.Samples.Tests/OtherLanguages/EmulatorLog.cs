using System.Globalization;
using System.Text.RegularExpressions;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Asserts the lines that the emulator sample prints for requests.</summary>
internal static partial class EmulatorLog
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Sends a request and returns its number, after which the requests of a test begin; earlier lines are read.</summary>
    public static async Task<int> MarkLogAsync(this EmulatorProcess emulator)
    {
        using HttpResponseMessage response = await Http.GetAsync(
            new Uri(emulator.Address, "minimax/v1/models"), TestContext.Current.CancellationToken);
        string log = await emulator.ReadUntilAsync(" GET /v1/models ");
        return Parse(log.Split('\n')[^1]).Number;
    }

    /// <summary>Asserts the requests after a mark, each without its number and duration.</summary>
    public static async Task AssertLogAsync(this EmulatorProcess emulator, int mark, params string[] expected)
    {
        List<(int Number, string Text)> lines = [];
        while (lines.Count < expected.Length)
        {
            (int Number, string Text) line = Parse(await emulator.ReadUntilAsync(" ms"));
            // A script that a failed test left behind is written when its connection has closed.
            if (line.Number > mark)
                lines.Add(line);
        }

        // A line is written after the response has ended, which two responses in quick succession can do in any order.
        Assert.Equal(expected, lines.OrderBy(static line => line.Number).Select(static line => line.Text));
    }

    private static (int Number, string Text) Parse(string line)
    {
        Match match = LogLine().Match(line);
        Assert.True(match.Success, line);
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value);
    }

    [GeneratedRegex(@"^ *(\d+) (.+), \d+ ms$")]
    private static partial Regex LogLine();
}
