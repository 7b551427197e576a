using System.Reflection;
using System.Text.RegularExpressions;
using Anthropic;
using MiniMaxClient.Samples.Tests.Documents;
using MiniMaxClient.Testing;
using OpenAI;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>The official SDKs and this library meet the same bytes, and COMPARISON.md says what each made of them.</summary>
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
    public async Task Row_OfThePage_IsWhatHappens(string what)
    {
        PeerRow row = PeerTable.Rows.Single(one => one.Title == what);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, TestContext.Current.CancellationToken);
        Task<PeerOutcome>[] calls =
        [
            MeetAsync(row, row.OpenAI, server => new OpenAIPeer(server, row.Limit), end.Token),
            MeetAsync(row, row.Anthropic, server => new AnthropicPeer(server, row.Limit), end.Token),
            MeetAsync(row, row.OpenAI, server => new OurPeer(OpenAIStyle(server), row.OurLimit), end.Token),
            MeetAsync(row, row.Anthropic, server => new OurPeer(AnthropicStyle(server), row.OurLimit), end.Token),
        ];

        // Ours always end. What else has not ended by then, where there is a limit, has not heeded its own.
        await Task.WhenAll(calls[2..]);
        if (row.Limit is not null)
            await end.CancelAsync();
        string[] cells = [.. (await Task.WhenAll(calls)).Select(row.Describe)];

        Assert.Equal(cells[2], cells[3]);
        string[]? said = Table(0).SingleOrDefault(one => one[0] == what);
        Assert.True(
            said is not null && said.SequenceEqual([what, .. cells[..3]]),
            $"The page does not say what happened: | {what} | {string.Join(" | ", cells[..3])} |");
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

    /// <summary>What one client makes of what one server does.</summary>
    private static async Task<PeerOutcome> MeetAsync(
        PeerRow row, Func<Uri, Reply> reply, Func<MiniMaxEmulator, IPeer> connect, CancellationToken cancellationToken)
    {
        var options = new MiniMaxEmulatorOptions { ApiKey = PeerTable.Key };
        await using MiniMaxEmulator server = await MiniMaxEmulator.StartAsync(options, cancellationToken);
        await using MiniMaxEmulator other = await MiniMaxEmulator.StartAsync(options, cancellationToken);
        server.Enqueue(reply(other.BaseAddress));
        using IPeer peer = connect(server);
        PeerResponse? answer = null;
        Exception? failure = null;
        try
        {
            answer = await (row.IsStreamed ? peer.StreamAsync(cancellationToken) : peer.CompleteAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It waited on: neither an answer nor a failure.
        }
        catch (Exception e)
        {
            failure = e;
        }

        Assert.Single(server.Requests);
        return new(answer, failure, other.Requests);
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
