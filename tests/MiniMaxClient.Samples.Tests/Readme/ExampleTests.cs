using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniMaxClient.Samples.Tests.Documents;
using MiniMaxClient.Testing;
using ReadmeCode;

namespace MiniMaxClient.Samples.Tests.Readme;

/// <summary>The examples of the README and of the guides run, and their configuration is valid.</summary>
public sealed class ExampleTests
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    public static TheoryData<string, string> Examples { get; } =
    [
        .. from type in typeof(PageExamples).Assembly.GetTypes()
           where type.IsSubclassOf(typeof(PageExamples))
           from method in type.GetMethods(Declared)
           select (type.FullName!, method.Name),
    ];

    /// <summary>The pages with JSON, and the index of each block.</summary>
    public static TheoryData<string, int> Configurations { get; } =
    [
        .. from page in RepositoryPages.Guides.Append("README.md")
           from index in Enumerable.Range(0, CodeBlocks.JsonOfPage(RepositoryPages.Read(page)).Length)
           select (page, index),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfAPage_Runs(string type, string method)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: cancellationToken);
        Type page = typeof(PageExamples).Assembly.GetType(type)!;
        object examples = Activator.CreateInstance(page, emulator, cancellationToken)!;
        MethodInfo example = page.GetMethod(method)!;
        await (Task)example.Invoke(examples, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Configuration_OfAPage_IsBoundAndValid(string page, int index)
    {
        using var json = new MemoryStream(
            System.Text.Encoding.UTF8.GetBytes(CodeBlocks.JsonOfPage(RepositoryPages.Read(page))[index]));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonStream(json);
        IConfigurationSection section = builder.Configuration.GetSection("MiniMax");
        IConfigurationSection[] providers = [.. section.GetSection("Providers").GetChildren()];
        // The pages leave the keys to the environment.
        foreach (IConfigurationSection one in (providers.Length > 0 ? providers : [section])
            .Where(static one => !one.GetSection("ApiKeys").Exists()))
            one["ApiKey"] ??= one["Provider"] is "AimlApi" or "RunApi" or "ModelsLab" or "MiniMax" ? "test-key" : null;
        builder.Services.AddMiniMaxClient(section);

        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(host.Services.GetRequiredService<IChatCompletionsClient>());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
