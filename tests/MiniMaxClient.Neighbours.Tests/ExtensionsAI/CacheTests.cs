using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary><c>UseDistributedCache</c>: a cached response equals the original, including reasoning.</summary>
public sealed class CacheTests
{
    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task CachedResponse_HasItsReasoningAndIsReplayedWithIt(string provider, bool stream)
    {
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.Text("Blue.", thinking: "Rayleigh scattering."), Reply.Text("Yes."));
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        using IChatClient chat = emulated.Chat.AsBuilder().UseDistributedCache(cache).Build();
        AIMessage question = EmulatedChat.CreateUserMessage("What color is the sky?");

        ChatResponse first = await EmulatedChat.GetResponseAsync(chat, stream, [question]);
        ChatResponse cached = await EmulatedChat.GetResponseAsync(chat, stream, [question]);

        Assert.Single(emulated.Requests);
        foreach (ChatResponse response in (ChatResponse[])[first, cached])
        {
            Assert.Equal("Blue.", response.Text);
            Assert.Equal("Rayleigh scattering.", Reasoning(response));
            Assert.Equal(first.Usage?.TotalTokenCount, response.Usage?.TotalTokenCount);
        }

        await EmulatedChat.GetResponseAsync(chat, stream, [question, .. cached.Messages, EmulatedChat.CreateUserMessage("Sure?")]);

        RecordedRequest second = emulated.Requests[1];
        Assert.Equal(["user", "assistant", "user"], second.Roles());
        Assert.Contains("Rayleigh scattering.", second.Messages()[1].GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Blue.", second.Messages()[1].GetRawText(), StringComparison.Ordinal);
    }

    private static string Reasoning(ChatResponse response) => string.Concat(
        response.Messages.SelectMany(static message => message.Contents).OfType<TextReasoningContent>().Select(static part => part.Text)).Trim();
}
