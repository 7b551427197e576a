using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Compares the option tables of the guides with the options and their defaults.</summary>
public sealed partial class OptionTableTests
{
    // A field of the wire, not of the library.
    private static readonly Type[] NoOptions = [typeof(StreamOptions)];

    public static TheoryData<string> OptionTypes { get; } = [.. Types().Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Rows_OfTheGuides_AreTheOptionsOfTheType(string type)
    {
        IEnumerable<string> options = Types().Single(one => one.Name == type)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(static property => property.Name);
        Assert.Equal(options.Order(), Rows(type).Select(static row => row.Name).Order());
    }

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Default_OfARow_IsThatOfTheCode(string type)
    {
        Type options = Types().Single(one => one.Name == type);
        object instance = Activator.CreateInstance(options.IsAbstract ? typeof(ProviderAdapterOptions) : options)!;
        Assert.All(Rows(type), row =>
        {
            Assert.NotEmpty(row.Meaning);
            string expected = Text(options.GetProperty(row.Name)!.GetValue(instance));
            Assert.True(
                row.Default.StartsWith(expected, StringComparison.Ordinal)
                // An option of a call that is not set has the value of the client.
                || (expected == "none" && row.Default == "the client's"),
                $"{type}.{row.Name}: the page has '{row.Default}', the code has '{expected}'.");
        });
    }

    private static IEnumerable<Type> Types() =>
        from assembly in new[] { typeof(ChatCompletionsClient).Assembly, typeof(MiniMaxEmulator).Assembly }
        from type in assembly.GetExportedTypes()
        where type.Name.EndsWith("Options", StringComparison.Ordinal) && !NoOptions.Contains(type)
        select type;

    /// <summary>The rows of all tables whose head names the type.</summary>
    private static IEnumerable<(string Name, string Meaning, string Default)> Rows(string type) =>
        from page in RepositoryPages.Guides
        from table in Tables().Matches(RepositoryPages.Read(page))
        where table.Groups[1].Value == type
        from line in table.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let cells = line.Trim('|', ' ').Split(" |").Select(static cell => cell.Trim('|', ' ')).ToArray()
        from name in Names().Matches(cells[0]).Select(static match => match.Groups[1].Value)
        select (name, cells[1], cells[3]);

    private static string Text(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan { TotalMinutes: >= 1 } time => $"{time.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min",
        TimeSpan time => $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s",
        Enum or string => $"`{value}`",
        int or long => Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        double number => number.ToString(CultureInfo.InvariantCulture),
        TimeProvider => "`TimeProvider.System`",
        ModelPrices => "an empty one",
        IDictionary => "an empty dictionary",
        IEnumerable => "an empty list",
        _ => "the defaults",
    };

    private static string Number(long number) =>
        number >= 1 << 30 && number % (1 << 30) == 0 ? $"{number >> 30} GiB"
        : number >= 1 << 20 && number % (1 << 20) == 0 ? $"{number >> 20} MiB"
        : number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| `(\w+)` \| meaning \| range \| default \|\n\|[-|]+\|\n((?:\|.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Tables();

    [GeneratedRegex("`([A-Z]\\w+)`")]
    private static partial Regex Names();
}
