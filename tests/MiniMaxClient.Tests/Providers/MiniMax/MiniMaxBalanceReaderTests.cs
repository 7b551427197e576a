using System.Text;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers.MiniMax;

namespace MiniMaxClient.Tests.Providers.MiniMax;

public sealed class MiniMaxBalanceReaderTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_TwoModels_HasBothWindowsOfEach()
    {
        AccountBalance balance = Read(
            """
            {"model_remains":[
              {"model_name":"general","start_time":1796000000000,"end_time":1796018000000,"remains_time":7200000,
               "current_interval_total_count":0,"current_interval_usage_count":0,"current_interval_remaining_percent":41,
               "current_interval_status":1,"weekly_start_time":1795600000000,"weekly_end_time":1796204800000,
               "weekly_remains_time":204800000,"current_weekly_remaining_percent":77.5,"current_weekly_status":1},
              {"model_name":"video","current_interval_remaining_percent":100,"current_interval_status":3,
               "current_weekly_remaining_percent":100,"current_weekly_status":3}],
             "base_resp":{"status_code":0,"status_msg":"success"}}
            """);

        Assert.Equal(
            [
                new UsageWindow
                {
                    Model = "general",
                    Kind = UsageWindowKind.FiveHours,
                    RemainingPercent = 41m,
                    StartsAt = DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000),
                    ResetsAt = DateTimeOffset.FromUnixTimeMilliseconds(1_796_018_000_000),
                    Status = 1,
                },
                new()
                {
                    Model = "general",
                    Kind = UsageWindowKind.Week,
                    RemainingPercent = 77.5m,
                    StartsAt = DateTimeOffset.FromUnixTimeMilliseconds(1_795_600_000_000),
                    ResetsAt = DateTimeOffset.FromUnixTimeMilliseconds(1_796_204_800_000),
                    Status = 1,
                },
                new() { Model = "video", Kind = UsageWindowKind.FiveHours, RemainingPercent = 100m, Status = 3 },
                new() { Model = "video", Kind = UsageWindowKind.Week, RemainingPercent = 100m, Status = 3 },
            ],
            balance.Windows);
        Assert.Equal([false, false, true, true], balance.Windows.Select(static window => window.IsUnlimitedOrExcluded));
        Assert.Null(balance.Amount);
        Assert.Null(balance.Currency);
        Assert.Equal(2, balance.AdditionalProperties["model_remains"].GetArrayLength());
    }

    [Theory]
    [InlineData("""{"current_interval_remaining_percent":"41"}""", "41")]
    [InlineData("""{"current_interval_remaining_percent":0}""", "0")]
    [InlineData("""{"current_interval_remaining_percent":"all","current_interval_status":1}""", null)]
    [InlineData("""{"current_interval_status":"1"}""", null)]
    public void Read_Percent_IsANumberOrANumberInAString(string model, string? percent)
    {
        UsageWindow window = Assert.Single(Read($$"""{"model_remains":[{{model}}]}""").Windows);

        Assert.Equal(UsageWindowKind.FiveHours, window.Kind);
        Assert.Equal(percent, window.RemainingPercent?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0", "7200000", "2026-12-01T10:00:00Z")]
    [InlineData("null", "\"7200000\"", "2026-12-01T10:00:00Z")]
    [InlineData("\"1796018000000\"", "1", "2026-11-30T05:53:20Z")]
    [InlineData("-5", "-5", null)]
    [InlineData("1e25", "1e25", null)]
    [InlineData("\"soon\"", "null", null)]
    public void Read_ResetTime_IsTheEndOrElseFollowsFromTheRemainingTime(string end, string remaining, string? expected)
    {
        UsageWindow window = Assert.Single(Read(
            $$"""{"model_remains":[{"current_interval_status":1,"end_time":{{end}},"remains_time":{{remaining}}}]}""").Windows);

        Assert.Equal(
            expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            window.ResetsAt);
        Assert.Null(window.StartsAt);
    }

    // The fields are those of MiniMax's CLI.
    [Fact]
    public void Read_PayAsYouGo_HasAmountWithoutCurrency()
    {
        AccountBalance balance = Read(
            """
            {"available_amount":"98.00","cash_balance":"0.00","voucher_balance":"98.00","credit_balance":"0.00",
             "owed_amount":"0.00","base_resp":{"status_code":0,"status_msg":"success"}}
            """);

        Assert.Equal((98m, null), (balance.Amount, balance.Currency));
        Assert.Empty(balance.Windows);
        Assert.Equal("98.00", balance.AdditionalProperties["voucher_balance"].GetString());
    }

    [Fact]
    public void Read_CountsOnly_HasNoWindow() => Assert.Empty(Read(
        """{"model_remains":[{"model_name":"MiniMax-M2","current_interval_total_count":1500,"current_interval_usage_count":3},7]}""")
        .Windows);

    [Theory]
    [InlineData("""{"base_resp":{"status_code":0,"status_msg":"success"}}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"model_remains":null,"base_resp":{"status_code":0}}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"model_remains":[],"base_resp":{"status_code":2062,"status_msg":"no active token plan"}}""", typeof(MiniMaxInsufficientCreditsException))]
    [InlineData("""{"base_resp":{"status_code":1004,"status_msg":"login fail"}}""", typeof(MiniMaxAuthenticationException))]
    public void Read_ErrorOrNoWindows_Throws(string body, Type type) =>
        Assert.IsType(type, Record.Exception(() => Read(body)));

    private static AccountBalance Read(string body) =>
        MiniMaxBalanceReader.Read(Encoding.UTF8.GetBytes(body), new("minimax", null, 200) { ReceivedAt = ReceivedAt });
}
