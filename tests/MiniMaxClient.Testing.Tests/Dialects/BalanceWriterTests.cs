using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class BalanceWriterTests
{
    [Theory]
    [InlineData(0, 0, 18_000_000, 18_000_000)]
    [InlineData(17_999_999, 0, 18_000_000, 1)]
    [InlineData(18_000_000, 18_000_000, 36_000_000, 18_000_000)]
    public void WriteMiniMaxPlan_Time_IsInsideTheFiveHourWindow(long now, long start, long end, long remains)
    {
        JsonElement window = Wire.Parse(Encoding.UTF8.GetString(Json.WriteBytes(writer =>
            BalanceWriter.WriteMiniMaxPlan(writer, new(), DateTimeOffset.FromUnixTimeMilliseconds(now)))));
        JsonElement model = window.GetProperty("model_remains")[0];

        Assert.Equal(
            [start, end, remains],
            new[] { "start_time", "end_time", "remains_time" }.Select(name => model.GetProperty(name).GetInt64()));
    }
}
