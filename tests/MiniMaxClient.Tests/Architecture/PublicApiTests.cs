using System.Reflection;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using PublicApiGenerator;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>Compares the public API of each package with its approved text.</summary>
/// <remarks>
/// If they differ, the generated text is written next to the approved text as <c>*.received.txt</c>. To approve it, move it to
/// <c>*.approved.txt</c> and record the change in CHANGELOG.
/// </remarks>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        // MiniMaxJsonConverterTests checks that every schema record has its converter, and CallerSourceTests the priorities of
        // overloads, whose attribute is internal, and so not in the text, before .NET 9.
        ExcludeAttributes =
        [
            "System.Text.Json.Serialization.JsonConverterAttribute",
            "System.Runtime.CompilerServices.OverloadResolutionPriorityAttribute",
        ],
    };

    [Theory]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient.Testing")]
    public void PublicApi_Package_MatchesApprovedText(string package)
    {
        Assembly assembly = package == "MiniMaxClient" ? typeof(ChatCompletionsClient).Assembly : typeof(MiniMaxEmulator).Assembly;
        string folder = Path.Combine(Repository.Root, "tests", "MiniMaxClient.Tests", "Architecture");
        string approved = Path.Combine(folder, $"{package}.approved.txt");
        string received = Path.Combine(folder, $"{package}.received.txt");
        string text = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        bool isApproved = File.Exists(approved) && File.ReadAllText(approved) == text;
        if (isApproved)
            File.Delete(received);
        else
            File.WriteAllText(received, text);
        Assert.True(isApproved, $"The public API of {package} differs from {Path.GetFileName(approved)}; see {Path.GetFileName(received)}.");
    }
}
