using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Tests the contents of the packages, their reproducibility and their use in a new project.</summary>
public sealed partial class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly
        | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private const string NuGetConfig = """
        <configuration>
          <packageSources>
            <clear />
            <add key="feed" value="feed" />
          </packageSources>
        </configuration>
        """;

    private const string Program = """
        using MiniMaxClient;
        using MiniMaxClient.Testing;

        await using var emulator = await MiniMaxEmulator.StartAsync();
        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        using var client = new ChatCompletionsClient(adapter);
        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M2_7);
        Console.WriteLine(answer.Text);
        Console.WriteLine(await Older.Caller.CallAsync(options => new(adapter, options)));
        """;

    // The differences between the target frameworks, compiled against the oldest: init accessors, record copies, streams, clocks.
    private const string Library = """
        namespace Older
        {
            using System;
            using System.Threading.Tasks;
            using MiniMaxClient;

            public static class Caller
            {
                public static async Task<string> CallAsync(Func<ChatCompletionsClientOptions, ChatCompletionsClient> connect)
                {
                    using var client = connect(new ChatCompletionsClientOptions { TimeProvider = TimeProvider.System });
                    ChatMessage message = ChatMessage.User("Hi");
                    var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = new[] { message } };
                    ChatCompletion answer = await client.CompleteAsync(request);
                    ChatMessage named = message with { Name = "Ada" };
                    request = request with { Messages = new[] { message, answer.Message with { Name = "M" }, named } };
                    string text = "";
                    await foreach (ChatCompletionChunk chunk in client.StreamAsync(request))
                        text += chunk.Text;
                    return text + " " + request.Messages[2].Name;
                }
            }
        }
        """;

    [Fact]
    public void Pack_BothProjects_HasNoWarnings() =>
        Assert.DoesNotContain("warning", packages.Output, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("MiniMaxClient", "net10.0", "net8.0", "netstandard2.0")]
    [InlineData("MiniMaxClient.Testing", "net10.0", "net8.0")]
    public void Package_Contents_AreLibrariesDocumentationReadmeAndIcon(string name, params string[] frameworks)
    {
        Dictionary<string, byte[]> package = packages.ReadEntries($"{name}.nupkg");
        Dictionary<string, byte[]> symbols = packages.ReadEntries($"{name}.snupkg");

        Assert.Equal(
            frameworks.SelectMany(framework => (string[])[$"lib/{framework}/{name}.dll", $"lib/{framework}/{name}.xml"]).Order(),
            package.Keys.Where(static entry => entry.StartsWith("lib/", StringComparison.Ordinal)).Order());
        Assert.Equal(
            frameworks.Select(framework => $"lib/{framework}/{name}.pdb").Order(),
            symbols.Keys.Where(static entry => entry.StartsWith("lib/", StringComparison.Ordinal)).Order());
        Assert.StartsWith($"# {name}\n", Encoding.UTF8.GetString(package["README.md"]), StringComparison.Ordinal);
        Assert.InRange(package["icon.png"].Length, 1_000, 10_000);
    }

    [Theory]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient.Testing")]
    public void Specification_OfAPackage_HasTheFeedMetadataAndNoLocalPath(string name)
    {
        string text = Encoding.UTF8.GetString(packages.ReadEntries($"{name}.nupkg")[$"{name}.nuspec"]);
        XElement metadata = XDocument.Parse(text.TrimStart('\uFEFF')).Root!.Elements().Single();
        string? Value(string element) => metadata.Elements().SingleOrDefault(one => one.Name.LocalName == element)?.Value;

        Assert.Equal(name, Value("id"));
        Assert.EndsWith("-" + PackedPackages.VersionSuffix, Value("version"), StringComparison.Ordinal);
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.All((string[])["authors", "description", "tags", "copyright"], element => Assert.NotEmpty(Value(element) ?? ""));
        Assert.Equal(PackedPackages.Repository, Value("projectUrl"));
        Assert.EndsWith(
            PackedPackages.Repository + "/blob/HEAD/src/MiniMaxClient/CHANGELOG.md", Value("releaseNotes"), StringComparison.Ordinal);
        XElement repository = metadata.Elements().Single(static one => one.Name.LocalName == "repository");
        Assert.Equal(PackedPackages.Repository, (string?)repository.Attribute("url"));
        Assert.Equal(PackedPackages.Commit, (string?)repository.Attribute("commit"));
        Assert.DoesNotContain("file:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient.Testing")]
    public void Readme_OfAPackage_HasTheInstallCommandAndLinksThatWorkOutsideOfTheRepository(string name)
    {
        string readme = Encoding.UTF8.GetString(packages.ReadEntries($"{name}.nupkg")["README.md"]);

        Assert.Contains($"dotnet add package {name}\n", readme, StringComparison.Ordinal);
        string[] links = [.. Links().Matches(readme).Select(static link => link.Groups[1].Value)];
        Assert.NotEmpty(links);
        Assert.All(links, static link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MiniMaxClient", "net10.0")]
    [InlineData("MiniMaxClient", "netstandard2.0")]
    [InlineData("MiniMaxClient.Testing", "net10.0")]
    public void Documentation_OfAPackage_HasPublicMembersOnly(string name, string framework)
    {
        byte[] documentation = packages.ReadEntries($"{name}.nupkg")[$"lib/{framework}/{name}.xml"];
        Type any = name == "MiniMaxClient" ? typeof(ChatCompletionsClient) : typeof(MiniMaxEmulator);
        Type[] types = any.Assembly.GetExportedTypes();
        HashSet<string> visible =
        [
            .. types.Select(static type => "T:" + NameOf(type)),
            .. from type in types
               from member in type.GetMembers(Declared)
               where IsVisible(member)
               select $"{Kind(member)}:{NameOf(type)}.{member.Name.Replace('.', '#')}",
        ];
        string[] documented =
        [
            .. XDocument.Parse(Encoding.UTF8.GetString(documentation).TrimStart('\uFEFF')).Descendants("member")
                .Select(static member => member.Attribute("name")!.Value.Split('(', '~')[0])
                // The arity of a generic method.
                .Select(static id => id.Split("``")[0]),
        ];

        Assert.Empty(documented.Except(visible));
        Assert.Empty(types.Select(static type => "T:" + NameOf(type)).Except(documented));
    }

    [Theory]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient.Testing")]
    public async Task Project_WithoutARepositoryUrl_HasNoUrls(string name)
    {
        string output = await DotNet.RunAsync(
            Path.Combine(Documents.RepositoryPages.Root, "src", name),
            [
                "msbuild", "-nologo", "-getProperty:PackageProjectUrl,RepositoryUrl,PackageReleaseNotes",
                "-p:MiniMaxClientRepositoryUrl=", "-p:TargetFramework=net10.0",
            ],
            packages.Token);

        Assert.Contains("First version", output, StringComparison.Ordinal);
        Assert.DoesNotContain("http", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Changes:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MiniMaxClient", "netstandard2.0")]
    [InlineData("MiniMaxClient.Testing", "net8.0")]
    public void Symbols_OfAPackage_LinkToTheRepositoryAndEmbedGeneratedSources(string name, string framework)
    {
        byte[] symbols = packages.ReadEntries($"{name}.snupkg")[$"lib/{framework}/{name}.pdb"];
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        MetadataReader reader = provider.GetMetadataReader();
        string[] documents = [.. reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name))];
        // https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md
        var embedded = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        var sourceLink = new Guid("CC110556-A091-4D38-9FEC-25AB9A351A6A");
        ILookup<Guid, CustomDebugInformation> more = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .ToLookup(info => reader.GetGuid(info.Kind));
        string[] held =
        [
            .. more[embedded].Select(info => reader.GetString(reader.GetDocument((DocumentHandle)info.Parent).Name)),
        ];

        string raw = PackedPackages.Repository.Replace("github.com", "raw.githubusercontent.com", StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"documents":{"/_/*":"{{{raw}}}/{{{PackedPackages.Commit}}}/*"}}""",
            Encoding.UTF8.GetString(reader.GetBlobBytes(more[sourceLink].Single().Value)));
        Assert.Contains(documents, document => document.StartsWith($"/_/src/{name}/", StringComparison.Ordinal));
        Assert.Equal(
            documents.Where(static document => !document.StartsWith("/_/src/", StringComparison.Ordinal)).Order(), held.Order());
    }

    [Theory]
    [InlineData("MiniMaxClient.nupkg")]
    [InlineData("MiniMaxClient.snupkg")]
    [InlineData("MiniMaxClient.Testing.nupkg")]
    [InlineData("MiniMaxClient.Testing.snupkg")]
    public void Package_PackedTwice_HasTheSameBytes(string package)
    {
        Dictionary<string, byte[]> first = packages.ReadEntries(package);
        Dictionary<string, byte[]> second = packages.ReadSecondEntries(package);

        Assert.Equal(first.Keys.Order(), second.Keys.Order());
        Assert.All(first, entry => Assert.True(entry.Value.AsSpan().SequenceEqual(second[entry.Key]), entry.Key));
    }

    [Fact]
    public async Task NewProject_OfEachFramework_InstallsBothPackagesAndCompletesACall()
    {
        string cache = (await DotNet.RunAsync(packages.Folder, ["nuget", "locals", "global-packages", "--list"], packages.Token))
            .Split("global-packages:")[1].Trim();
        // The feed has both packages; their dependencies are in the cache, because this solution has the same ones.
        string properties = $"""
            <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <LangVersion>latest</LangVersion>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>{packages.Folder}/packages</RestorePackagesPath>
                <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
            """;
        Write("nuget.config", NuGetConfig);
        Write("app/Program.cs", Program);
        Write("app/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>net10.0;net8.0</TargetFrameworks>
                <UseAppHost>false</UseAppHost>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MiniMaxClient" Version="*-*" />
                <PackageReference Include="MiniMaxClient.Testing" Version="*-*" />
                <ProjectReference Include="../library/library.csproj" />
              </ItemGroup>
            </Project>
            """);
        Write("library/Caller.cs", Library);
        Write("library/library.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>netstandard2.0</TargetFramework>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MiniMaxClient" Version="*-*" />
              </ItemGroup>
            </Project>
            """);

        await DotNet.RunAsync(Path.Combine(packages.Folder, "app"), ["build"], packages.Token);

        Assert.Equal(
            ["minimaxclient", "minimaxclient.testing"],
            Directory.EnumerateDirectories(Path.Combine(packages.Folder, "packages")).Select(Path.GetFileName).Order());
        foreach (string framework in (string[])["net10.0", "net8.0"])
        {
            // Runs on the installed runtime.
            string output = await DotNet.RunAsync(
                packages.Folder, ["exec", "--roll-forward", "Major", $"app/bin/Debug/{framework}/app.dll"], packages.Token);
            Assert.Equal(
                "MiniMax-M2.7 heard you say: \"Hello\".\nMiniMax-M2.7 heard you say: \"Hi\". Ada\n", output);
        }
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static char Kind(MemberInfo member) => member switch
    {
        MethodBase => 'M',
        PropertyInfo => 'P',
        FieldInfo => 'F',
        EventInfo => 'E',
        _ => 'T',
    };

    private static bool IsVisible(MemberInfo? member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => IsVisible(property.GetMethod) || IsVisible(property.SetMethod),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        EventInfo happening => IsVisible(happening.AddMethod),
        _ => false,
    };

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    private void Write(string path, string text)
    {
        string file = Path.Combine(packages.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
