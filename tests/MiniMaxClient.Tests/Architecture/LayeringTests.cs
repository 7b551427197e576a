using System.Text.RegularExpressions;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>A layer of the library references only the layers below it.</summary>
public sealed partial class LayeringTests
{
    private static readonly Dictionary<string, int> Layers = new()
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
    public void Source_ReferencedTypes_AreInSameOrLowerLayer()
    {
        (string Path, int Layer, string Code)[] files = [.. GetSources()];
        Dictionary<string, int> layerOfType = [];
        foreach ((_, int layer, string code) in files)
        {
            foreach (Match declaration in Declarations().Matches(code))
                layerOfType[declaration.Groups[1].Value] = layer;
        }

        Assert.True(layerOfType.Count > 100, "The scan found too few types to be meaningful.");
        string[] upward =
        [
            .. from file in files
               from name in Identifiers().Matches(file.Code).Select(static match => match.Value).Distinct()
               where layerOfType.TryGetValue(name, out int layer) && layer > file.Layer
               select $"{file.Path} references {name}",
        ];
        Assert.Empty(upward);
    }

    [Fact]
    public void Source_BelowExtensionsAILayer_ReferencesNoTypeOfMicrosoftExtensionsAI()
    {
        string[] types =
        [
            .. typeof(Microsoft.Extensions.AI.AIFunctionDeclaration).Assembly.GetExportedTypes()
                .Select(static type => type.Name.Split('`')[0]),
        ];
        // Names that the library also uses for its own types are detected only by the namespace.
        string[] ownNames = [.. typeof(ChatMessage).Assembly.GetTypes().Select(static type => type.Name.Split('`')[0])];
        HashSet<string> foreignNames = [.. types.Except(ownNames)];
        Assert.Contains("AIFunctionDeclaration", foreignNames);
        string[] references =
        [
            .. from file in GetSources()
               where file.Layer < Layers["ExtensionsAI"]
               let code = Regex.Replace(file.Code, @"\bMicrosoft\.Extensions\.AI\b", "MicrosoftExtensionsAI")
               from name in Identifiers().Matches(code).Select(static match => match.Value).Distinct()
               where name == "MicrosoftExtensionsAI" || foreignNames.Contains(name)
               select $"{file.Path} references {name}",
        ];
        Assert.Empty(references);
    }

    [Fact]
    public void Folders_SpendingClientFailover_ReferenceEachOtherInOneDirection()
    {
        string[] order = ["Spending", "Client", "Failover"];
        (string Folder, string Path, string Code)[] files =
        [
            .. from file in GetSources()
               let folder = file.Path.Split(Path.DirectorySeparatorChar)[0]
               where order.Contains(folder)
               select (folder, file.Path, file.Code),
        ];
        Dictionary<string, int> indexOfType = [];
        foreach ((string folder, _, string code) in files)
        {
            foreach (Match declaration in Declarations().Matches(code))
                indexOfType[declaration.Groups[1].Value] = Array.IndexOf(order, folder);
        }

        string[] backward =
        [
            .. from file in files
               from name in Identifiers().Matches(file.Code).Select(static match => match.Value).Distinct()
               where indexOfType.TryGetValue(name, out int index) && index > Array.IndexOf(order, file.Folder)
               select $"{file.Path} references {name}",
        ];
        Assert.Empty(backward);
    }

    [Fact]
    public void Folder_TopLevel_IsLayer()
    {
        IEnumerable<string?> folders = Directory.EnumerateDirectories(Repository.Sources)
            .Select(Path.GetFileName).Where(static folder => folder is not ("bin" or "obj" or "docs"));
        Assert.All(folders, static folder => Assert.Contains(folder!, Layers.Keys));
    }

    private static IEnumerable<(string Path, int Layer, string Code)> GetSources()
    {
        foreach (string file in Repository.Files("src/MiniMaxClient", "*.cs"))
        {
            string path = Path.GetRelativePath(Repository.Sources, file);
            string folder = path.Split(Path.DirectorySeparatorChar)[0];
            if (Layers.TryGetValue(folder, out int layer))
                yield return (path, layer, SourceText.RemoveCommentsAndStrings(File.ReadAllText(file)));
        }
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|struct|record|interface|enum)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*|(?<=\bMiniMaxClient\.)[A-Z]\w*")]
    private static partial Regex Identifiers();
}
