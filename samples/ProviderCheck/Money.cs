using System.Globalization;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Formats amounts in US dollars.</summary>
internal static class Money
{
    public static string Format(decimal usd) => usd.ToString("0.00####", CultureInfo.InvariantCulture);
}
