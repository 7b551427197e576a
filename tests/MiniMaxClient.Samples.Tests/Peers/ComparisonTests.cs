using System.Reflection;
using System.Text.RegularExpressions;
using Anthropic;
using MiniMaxClient.Samples.Tests.Documents;
using MiniMaxClient.Testing;
using OpenAI;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>Compares the official SDKs and this library on the same bytes with the table in COMPARISON.md.</summary>
public sealed partial class ComparisonTests : IDisposable
{
    private static readonly Assembly[] Packages = [typeof(OpenAIClient).Assembly, typeof(AnthropicClient).Assembly];

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);

    public static TheoryData<string> Rows { get; } = [.. PeerTable.Rows.Select(static row => row.Title)];

    public void Dispose() => _limit.Dispose();

    [Fact]
    public void Table_OfThePage_HasTheseRowsAndTheVersionsThatAreTested()
    {
        string[][] table = Table(0);
        Assert.Equal(["response", .. Packages.Select(Name), "this library"], table[0]);
        Assert.Equal(PeerTable.Rows.Select(static row => row.Title), table.Skip(2).Select(static cells => cells[0]));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Row_OfThePage_EqualsTheObservedResults(string title)
    {
        PeerRow row = PeerTable.Rows.Single(one => one.Title == title);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, TestContext.Current.CancellationToken);
        Task<PeerOutcome>[] calls =
        [
            MeetAsync(row, row.OpenAI, server => new OpenAIPeer(server, row.Limit), end.Token),
            MeetAsync(row, row.Anthropic, server => new AnthropicPeer(server, row.Limit), end.Token),
            MeetAsync(row, row.OpenAI, server => new OurPeer(OpenAIStyle(server), row.OurLimit), end.Token),
            MeetAsync(row, row.Anthropic, server => new OurPeer(AnthropicStyle(server), row.OurLimit), end.Token),
        ];

        // This library always completes. A peer that is still running then has ignored its own timeout.
        await Task.WhenAll(calls[2..]);
        if (row.Limit is not null)
            await end.CancelAsync();
        string[] cells = [.. (await Task.WhenAll(calls)).Select(row.Describe)];

        Assert.Equal(cells[2], cells[3]);
        string[]? documented = Table(0).SingleOrDefault(one => one[0] == title);
        Assert.True(
            documented is not null && documented.SequenceEqual([title, .. cells[..3]]),
            $"COMPARISON.md has no row with the observed results: | {title} | {string.Join(" | ", cells[..3])} |");
    }

    [Fact]
    public void Type_ThatThePageNamesOfAPeer_IsInItsPackage()
    {
        string[][] table = Table(1);
        Assert.Equal(["", .. Packages.Select(Name)], table[0]);
        for (int i = 0; i < Packages.Length; i++)
        {
            string[] named = [.. table.Skip(2).SelectMany(cells => Code().Matches(cells[i + 1])).Select(static one => one.Value)];
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(Packages[i].GetExportedTypes().Select(static type => type.Name)));
        }
    }

    /// <summary>Calls a server that sends the reply of a row, and returns the outcome.</summary>
    private static async Task<PeerOutcome> MeetAsync(
        PeerRow row, Func<Uri, Reply> reply, Func<MiniMaxEmulator, IPeer> connect, CancellationToken cancellationToken)
    {
        var options = new MiniMaxEmulatorOptions { ApiKey = PeerTable.Key };
        await using MiniMaxEmulator server = await MiniMaxEmulator.StartAsync(options, cancellationToken);
        await using MiniMaxEmulator other = await MiniMaxEmulator.StartAsync(options, cancellationToken);
        server.Enqueue(reply(other.BaseAddress));
        using IPeer peer = connect(server);
        PeerResponse? response = null;
        Exception? failure = null;
        try
        {
            response = await (row.IsStreamed ? peer.StreamAsync(cancellationToken) : peer.CompleteAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client was still waiting: there is neither a response nor an exception.
        }
        catch (Exception e)
        {
            failure = e;
        }

        Assert.Single(server.Requests);
        return new(response, failure, other.Requests);
    }

    private static OpenAICompatibleAdapter OpenAIStyle(MiniMaxEmulator server) =>
        new("openai", server.OpenAICompatible, server.ApiKey);

    private static AnthropicCompatibleAdapter AnthropicStyle(MiniMaxEmulator server) =>
        new("anthropic", server.AnthropicCompatible, server.ApiKey);

    /// <summary>The name and the version of a package.</summary>
    private static string Name(Assembly package) =>
        $"{package.GetName().Name} "
        + package.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The cells of one of the page's tables, with its head and the line below it.</summary>
    private static string[][] Table(int index) =>
    [
        .. Tables().Matches(RepositoryPages.Read("src/MiniMaxClient/COMPARISON.md"))[index].Value.Split('\n')
            .Select(static line => line[1..^1].Split('|').Select(static cell => cell.Trim()).ToArray()),
    ];

    [GeneratedRegex(@"^\|(.*\n\|)*.*", RegexOptions.Multiline)]
    private static partial Regex Tables();

    [GeneratedRegex(@"(?<=`)\w+(?=`)")]
    private static partial Regex Code();
}
