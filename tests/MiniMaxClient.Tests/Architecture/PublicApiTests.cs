using System.Reflection;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>The public surface is what was approved; a change of it is a decision.</summary>
/// <remarks>On a difference the listing is written beside the approved one as <c>*.received.txt</c>, to be compared and moved.</remarks>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient.Testing")]
    public void PublicSurface_IsTheApprovedOne(string package)
    {
        Assembly assembly = package == "MiniMaxClient" ? typeof(ChatCompletionsClient).Assembly : typeof(MiniMaxEmulator).Assembly;
        string folder = Path.Combine(Repository.Root, "tests", "MiniMaxClient.Tests", "Architecture");
        string approved = Path.Combine(folder, $"{package}.approved.txt");
        string received = Path.Combine(folder, $"{package}.received.txt");
        string listing = PublicApi.Listing(assembly);
        bool isApproved = File.Exists(approved) && File.ReadAllText(approved) == listing;
        if (isApproved)
            File.Delete(received);
        else
            File.WriteAllText(received, listing);
        Assert.True(isApproved, $"The public surface of {package} is not {Path.GetFileName(approved)}; see {Path.GetFileName(received)}.");
    }
}
