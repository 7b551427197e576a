using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>The tables of instruments and of log events on the observability page are what the library has; ids and names are promises.</summary>
public sealed partial class TelemetryPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Sources, "docs", "observability.md"));

    [Fact]
    public void Page_Instruments_AreThoseOfTheMeter()
    {
        string[] told = [.. InstrumentRow().Matches(Page).Select(static row => $"{row.Groups[1]} {row.Groups[2]}").Order()];
        string[] made =
        [
            .. typeof(Telemetry).GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Select(static property => property.GetValue(null)).OfType<Instrument>()
                .Select(static instrument => $"{instrument.Name} {instrument.Unit}").Order(),
        ];

        Assert.NotEmpty(made);
        Assert.Equal(made, told);
    }

    [Fact]
    public void Page_LogEvents_AreThoseOfTheLog()
    {
        string[] told = [.. EventRow().Matches(Page).Select(static row => $"{row.Groups[1]} {row.Groups[2]} {row.Groups[3]}")];
        string[] made =
        [
            .. from log in (Type[])[typeof(Log), typeof(FailoverLog)]
               from method in log.GetMethods(BindingFlags.Public | BindingFlags.Static)
               let message = method.GetCustomAttribute<LoggerMessageAttribute>()
               where message is not null
               orderby message.EventId
               select $"{message.EventId} {method.Name} {message.Level}",
        ];

        Assert.NotEmpty(made);
        Assert.Equal(made, told);
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)` \| (\S+) \| [a-z]", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();
}
