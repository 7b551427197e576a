using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Providers.MiniMax;

/// <summary>
/// Reads the usage windows of a MiniMax plan, <c>{"model_remains":[…]}</c>, or the credits of a pay-as-you-go account,
/// <c>{"available_amount":"98.00",…}</c>.
/// </summary>
internal static class MiniMaxBalanceReader
{
    private const string Remains = "model_remains";
    private const string AvailableAmount = "available_amount";

    // 9999-12-31T23:59:59.999Z, the last time of DateTimeOffset.
    private const long MaxUnixMilliseconds = 253_402_300_799_999;

    private static readonly TimeSpan MaxRemainingTime = TimeSpan.FromDays(366);

    /// <exception cref="MiniMaxException">The body is an error, or has neither usage windows nor an amount.</exception>
    public static AccountBalance Read(ReadOnlySpan<byte> body, ResponseContext context) =>
        AccountBodyReader.Read(body, context, "balance", properties =>
        {
            IEnumerable<JsonElement>? models = AccountBodyReader.GetObjects(properties, Remains);
            decimal? amount = AccountBodyReader.GetAmount(properties, AvailableAmount);
            return models is null && amount is null ? null : new AccountBalance
            {
                // The response has no currency, and that of an account depends on its region.
                Amount = amount,
                Windows = [.. (models ?? []).SelectMany(model => ReadWindows(model, context.ReceivedAt))],
                AdditionalProperties = AccountBodyReader.Without(properties, AvailableAmount),
            };
        });

    private static IEnumerable<UsageWindow> ReadWindows(JsonElement model, DateTimeOffset receivedAt)
    {
        string? name = AccountBodyReader.GetText(model, "model_name");
        if (ReadWindow(model, "current_interval", "", receivedAt) is { } interval)
            yield return interval with { Model = name, Kind = UsageWindowKind.FiveHours };
        if (ReadWindow(model, "current_weekly", "weekly_", receivedAt) is { } week)
            yield return week with { Model = name, Kind = UsageWindowKind.Week };
    }

    /// <summary>Reads a window; null if the model has none of that kind.</summary>
    private static UsageWindow? ReadWindow(JsonElement model, string limitPrefix, string timePrefix, DateTimeOffset receivedAt)
    {
        decimal? percent = AccountBodyReader.GetAmount(model, $"{limitPrefix}_remaining_percent");
        decimal? status = AccountBodyReader.GetAmount(model, $"{limitPrefix}_status");
        if (percent is null && status is null)
            return null;
        return new()
        {
            RemainingPercent = percent is >= 0 and <= 100 ? percent : null,
            Status = status is >= int.MinValue and <= int.MaxValue ? (int)status : null,
            StartsAt = ReadTime(model, $"{timePrefix}start_time"),
            ResetsAt = ReadTime(model, $"{timePrefix}end_time")
                ?? ReadRemainingTime(model, $"{timePrefix}remains_time", receivedAt),
        };
    }

    private static DateTimeOffset? ReadTime(JsonElement model, string name) =>
        AccountBodyReader.GetAmount(model, name) is { } milliseconds and > 0 and <= MaxUnixMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : null;

    private static DateTimeOffset? ReadRemainingTime(JsonElement model, string name, DateTimeOffset receivedAt) =>
        AccountBodyReader.GetAmount(model, name) is { } milliseconds and > 0
        && milliseconds <= (decimal)MaxRemainingTime.TotalMilliseconds
            ? receivedAt + TimeSpan.FromMilliseconds((double)milliseconds)
            : null;
}
