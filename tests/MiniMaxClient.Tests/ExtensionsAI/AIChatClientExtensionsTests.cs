using Microsoft.Extensions.AI;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIChatClientExtensionsTests
{
    [Fact]
    public void AsIChatClient_NullClientOrEmptyModel_Throws()
    {
        using var client = new ChatCompletionsClient(new RunApiAdapter("test-key"));
        Assert.Throws<ArgumentNullException>(() => ((IChatCompletionsClient)null!).AsIChatClient());
        Assert.Throws<ArgumentException>(() => client.AsIChatClient(" "));
    }

    [Fact]
    public void AsIChatClient_DefaultModel_IsInTheMetadata()
    {
        using var client = new ChatCompletionsClient(new RunApiAdapter("test-key"));
        using IChatClient chat = client.AsIChatClient(MiniMaxModels.M2);

        Assert.Equal(MiniMaxModels.M2, chat.GetRequiredService<ChatClientMetadata>().DefaultModelId);
    }
}
