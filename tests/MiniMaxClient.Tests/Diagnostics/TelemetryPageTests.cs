using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests that the tables of the observability page list the library's instruments and log events.</summary>
public sealed partial class TelemetryPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Sources, "docs", "observability.md"));

    [Fact]
    public void Page_Instruments_AreThoseOfTheMeter()
    {
        string[] documented = [.. InstrumentRow().Matches(Page).Select(static row => $"{row.Groups[1]} {row.Groups[2]}").Order()];
        string[] actual =
        [
            .. typeof(Telemetry).GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Select(static property => property.GetValue(null)).OfType<Instrument>()
                .Select(static instrument => $"{instrument.Name} {instrument.Unit}").Order(),
        ];

        Assert.NotEmpty(actual);
        Assert.Equal(actual, documented);
    }

    [Fact]
    public void Page_LogEvents_AreThoseOfTheLog()
    {
        string[] documented = [.. EventRow().Matches(Page).Select(static row => $"{row.Groups[1]} {row.Groups[2]} {row.Groups[3]}")];
        string[] actual =
        [
            .. from log in (Type[])[typeof(Log), typeof(FailoverLog)]
               from method in log.GetMethods(BindingFlags.Public | BindingFlags.Static)
               let message = method.GetCustomAttribute<LoggerMessageAttribute>()
               where message is not null
               orderby message.EventId
               select $"{message.EventId} {method.Name} {message.Level}",
        ];

        Assert.NotEmpty(actual);
        Assert.Equal(actual, documented);
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)` \| (\S+) \| [a-z]", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();
}
