using System.Text.RegularExpressions;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>A floor of the house uses only what is below it.</summary>
public sealed partial class LayeringTests
{
    private static readonly Dictionary<string, int> Floors = new()
    {
        ["Chat"] = 0,
        ["Errors"] = 0,
        ["Diagnostics"] = 0,
        ["Sse"] = 1,
        ["Protocols"] = 2,
        ["Providers"] = 3,
        ["Resilience"] = 4,
        ["Client"] = 5,
        ["Failover"] = 5,
        ["Spending"] = 5,
        ["Agents"] = 6,
        ["Bulk"] = 6,
        ["ExtensionsAI"] = 6,
        ["DependencyInjection"] = 7,
    };

    [Fact]
    public void Source_MentionsTypes_OnlyOfItsOwnFloorOrBelow()
    {
        (string Path, int Floor, string Code)[] files = [.. Sources()];
        Dictionary<string, int> floorOfType = [];
        foreach ((_, int floor, string code) in files)
        {
            foreach (Match declaration in Declarations().Matches(code))
                floorOfType[declaration.Groups[1].Value] = floor;
        }

        Assert.True(floorOfType.Count > 100, "The scan found too few types to be worth anything.");
        string[] upward =
        [
            .. from file in files
               from name in Identifiers().Matches(file.Code).Select(static match => match.Value).Distinct()
               where floorOfType.TryGetValue(name, out int floor) && floor > file.Floor
               select $"{file.Path} mentions {name}",
        ];
        Assert.Empty(upward);
    }

    [Fact]
    public void Source_BelowTheAdaptersOfMicrosoftExtensionsAI_MentionsNoneOfItsTypes()
    {
        string[] types =
        [
            .. typeof(Microsoft.Extensions.AI.AIFunctionDeclaration).Assembly.GetExportedTypes()
                .Select(static type => type.Name.Split('`')[0]),
        ];
        // Names that the library's own types have too are looked for by the namespace.
        string[] own = [.. typeof(ChatMessage).Assembly.GetTypes().Select(static type => type.Name.Split('`')[0])];
        HashSet<string> foreign = [.. types.Except(own)];
        Assert.Contains("AIFunctionDeclaration", foreign);
        string[] mentions =
        [
            .. from file in Sources()
               where file.Floor < Floors["ExtensionsAI"]
               let code = Regex.Replace(file.Code, @"\bMicrosoft\.Extensions\.AI\b", "MicrosoftExtensionsAI")
               from name in Identifiers().Matches(code).Select(static match => match.Value).Distinct()
               where name == "MicrosoftExtensionsAI" || foreign.Contains(name)
               select $"{file.Path} mentions {name}",
        ];
        Assert.Empty(mentions);
    }

    [Fact]
    public void Folders_OfTheCall_UseEachOtherInOneDirection()
    {
        string[] order = ["Spending", "Client", "Failover"];
        (string Folder, string Path, string Code)[] files =
        [
            .. from file in Sources()
               let folder = file.Path.Split(Path.DirectorySeparatorChar)[0]
               where order.Contains(folder)
               select (folder, file.Path, file.Code),
        ];
        Dictionary<string, int> placeOfType = [];
        foreach ((string folder, _, string code) in files)
        {
            foreach (Match declaration in Declarations().Matches(code))
                placeOfType[declaration.Groups[1].Value] = Array.IndexOf(order, folder);
        }

        string[] backward =
        [
            .. from file in files
               from name in Identifiers().Matches(file.Code).Select(static match => match.Value).Distinct()
               where placeOfType.TryGetValue(name, out int place) && place > Array.IndexOf(order, file.Folder)
               select $"{file.Path} mentions {name}",
        ];
        Assert.Empty(backward);
    }

    [Fact]
    public void Folder_OfTheTopLevel_IsAFloor()
    {
        IEnumerable<string?> folders = Directory.EnumerateDirectories(Repository.Sources)
            .Select(Path.GetFileName).Where(static folder => folder is not ("bin" or "obj" or "docs"));
        Assert.All(folders, static folder => Assert.Contains(folder!, Floors.Keys));
    }

    private static IEnumerable<(string Path, int Floor, string Code)> Sources()
    {
        foreach (string file in Repository.Files("src/MiniMaxClient", "*.cs"))
        {
            string path = Path.GetRelativePath(Repository.Sources, file);
            string folder = path.Split(Path.DirectorySeparatorChar)[0];
            if (Floors.TryGetValue(folder, out int floor))
                yield return (path, floor, SourceText.RemoveCommentsAndStrings(File.ReadAllText(file)));
        }
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|struct|record|interface|enum)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*|(?<=\bMiniMaxClient\.)[A-Z]\w*")]
    private static partial Regex Identifiers();
}
