using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.Versioning;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A structured call with default options against the default response of the emulator.</summary>
public sealed class EmulatedStructuredOutputTests
{
    // The netstandard2.0 build of Microsoft.Extensions.AI does not read the attributes that bound a value.
    private static readonly bool ReadsBounds =
        !typeof(AIFunctionFactory).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName
            .StartsWith(".NETStandard", StringComparison.Ordinal);

    [Theory]
    [InlineData("openai", MiniMaxModels.M2_7)]
    [InlineData("aimlapi", MiniMaxModels.M2_7)]
    [InlineData("runapi", MiniMaxModels.M2_7)]
    [InlineData("modelslab", MiniMaxModels.M2)]
    [InlineData("anthropic", MiniMaxModels.M2_7)]
    public async Task CompleteAsync_DefaultResponseOfTheEmulator_MatchesFormatsAndBounds(string provider, string model)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = new(Adapters.ForEmulator(emulator, provider));

        Visitor visitor = await client.CompleteAsync<Visitor>(
            new ChatCompletionRequest { Model = model, Messages = [ChatMessage.User("Who?")] },
            cancellationToken: TestTimeouts.Token);

        Assert.Equal("text", visitor.Name);
        Assert.Equal(new DateTime(2026, 11, 30, 12, 0, 0, DateTimeKind.Utc), visitor.Born);
        Assert.Equal(new DateOnly(2026, 11, 30), visitor.Seen);
        Assert.NotEqual(Guid.Empty, visitor.Id);
        Assert.Equal(new Uri("https://example.com/"), visitor.Home);
        if (ReadsBounds)
            Assert.Equal((18, 2), (visitor.Age, visitor.Tags.Count));
        Assert.Single(emulator.Requests);
    }

    private sealed record Visitor
    {
        public required string Name { get; init; }
        public required DateTime Born { get; init; }
        public required DateOnly Seen { get; init; }
        public required Guid Id { get; init; }
        public required Uri Home { get; init; }

        [Range(18, 99)]
        public required int Age { get; init; }

        [MinLength(2)]
        public required IReadOnlyList<string> Tags { get; init; }
    }
}
