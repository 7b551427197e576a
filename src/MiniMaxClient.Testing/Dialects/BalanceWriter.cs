using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>Writes the balances of an account in the formats of the providers.</summary>
internal static class BalanceWriter
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(5);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Writes the windows of MiniMax's plan: https://platform.minimax.io/docs/m-plan/usage-rules.</summary>
    /// <remarks>
    /// The real windows start at the first use; these are consecutive. The totals are 0 since June 2026. Status 1 is a window
    /// with a limit.
    /// </remarks>
    public static void WriteMiniMaxPlan(Utf8JsonWriter writer, EmulatorAccount account, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("model_remains");
        writer.WriteStartObject();
        writer.WriteString("model_name", "general");
        WriteWindow(writer, "", Interval, now);
        writer.WriteNumber("current_interval_total_count", 0);
        writer.WriteNumber("current_interval_usage_count", 0);
        writer.WriteNumber("current_interval_remaining_percent", account.IntervalRemainingPercent);
        writer.WriteNumber("current_interval_status", 1);
        WriteWindow(writer, "weekly_", Week, now);
        writer.WriteNumber("current_weekly_remaining_percent", account.WeeklyRemainingPercent);
        writer.WriteNumber("current_weekly_status", 1);
        writer.WriteEndObject();
        writer.WriteEndArray();
        MiniMaxCompletionWriter.WriteStatus(writer, 0, "success");
        writer.WriteEndObject();
    }

    /// <summary>Writes the credits of a pay-as-you-go key, as in the tests of MiniMax's CLI (MiniMax-AI/cli).</summary>
    public static void WriteMiniMaxCredits(Utf8JsonWriter writer, decimal balance)
    {
        writer.WriteStartObject();
        writer.WriteString("available_amount", FormatAmount(balance));
        writer.WriteString("cash_balance", FormatAmount(balance));
        writer.WriteString("voucher_balance", FormatAmount(0));
        writer.WriteString("credit_balance", FormatAmount(0));
        writer.WriteString("owed_amount", FormatAmount(0));
        writer.WriteBoolean("balance_alert_switch", false);
        writer.WriteString("balance_alert_threshold", "");
        MiniMaxCompletionWriter.WriteStatus(writer, 0, "success");
        writer.WriteEndObject();
    }

    /// <summary>Writes AIML API's balance: https://docs.aimlapi.com/api-references/service-endpoints/account-balance.</summary>
    public static void WriteAimlApi(Utf8JsonWriter writer, decimal balance)
    {
        writer.WriteStartObject();
        writer.WriteNumber("current_balance", balance);
        writer.WriteString("currency", "USD");
        writer.WriteEndObject();
    }

    /// <summary>Writes RunAPI's balance, as in the tests of its SDK (runapi-ai/core-php).</summary>
    public static void WriteRunApi(Utf8JsonWriter writer, decimal balance)
    {
        long cents = (long)decimal.Floor(balance * 100);
        writer.WriteStartObject();
        writer.WriteNumber("balance_cents", cents);
        writer.WriteNumber("paid_balance_cents", cents);
        writer.WriteNumber("bonus_balance_cents", 0);
        writer.WriteNumber("spent_cents_today", 0);
        writer.WriteNumber("spent_cents_total", 0);
        writer.WriteEndObject();
    }

    /// <summary>Writes the balance of ModelsLab's wallet: https://docs.modelslab.com.</summary>
    public static void WriteModelsLab(Utf8JsonWriter writer, decimal balance)
    {
        writer.WriteStartObject();
        writer.WriteString("status", "success");
        writer.WriteStartObject("data");
        writer.WriteNumber("balance", balance);
        writer.WriteString("currency", "USD");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteWindow(Utf8JsonWriter writer, string prefix, TimeSpan length, DateTimeOffset now)
    {
        long milliseconds = now.ToUnixTimeMilliseconds();
        long start = milliseconds - (milliseconds % (long)length.TotalMilliseconds);
        long end = start + (long)length.TotalMilliseconds;
        writer.WriteNumber(prefix + "start_time", start);
        writer.WriteNumber(prefix + "end_time", end);
        writer.WriteNumber(prefix + "remains_time", end - milliseconds);
    }

    private static string FormatAmount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
