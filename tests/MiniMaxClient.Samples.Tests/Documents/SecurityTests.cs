using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Compares the bounds in SECURITY with those of the code.</summary>
public sealed partial class SecurityTests
{
    public static TheoryData<string, string, string> Bounds { get; } =
    [
        .. Rows().Matches(RepositoryPages.Read(".github/SECURITY.md"))
            .Select(static row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)),
    ];

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Bound_OfThePage_IsTheDefault(string type, string property, string documented)
    {
        Type settings = typeof(ChatCompletionsClient).Assembly.GetExportedTypes().Single(one => one.Name == type);
        PropertyInfo setting = settings.GetProperty(property)!;
        Assert.Equal(documented, Text(setting.GetValue(Activator.CreateInstance(settings))));
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        TimeSpan { TotalMinutes: >= 1 } time => $"{time.TotalMinutes} min",
        TimeSpan time => $"{time.TotalSeconds} s",
        IConvertible number => Text(number.ToInt64(CultureInfo.InvariantCulture)),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No such setting."),
    };

    private static string Text(long number) =>
        number % (1 << 30) == 0 ? $"{number >> 30} GiB"
        : number % (1 << 20) == 0 ? $"{number >> 20} MiB"
        : number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| `(\w+)\.(\w+)` \| [^|]+ \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
