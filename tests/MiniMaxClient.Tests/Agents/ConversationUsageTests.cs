using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class ConversationUsageTests
{
    private static readonly ChatMessage Text = ChatMessage.User(new string('x', 1000));

    [Fact]
    public void CreateTokenEstimate_BeforeTheFirstResponse_CountsFourCharactersForAToken() =>
        Assert.InRange(default(ConversationUsage).CreateTokenEstimate()(Text), 250, 265);

    [Fact]
    public void CreateTokenEstimate_AfterAResponse_UsesItsUsage()
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User(new string('x', 100_000))] };

        Func<ChatMessage, long> estimate = new ConversationUsage(request, 100_000).CreateTokenEstimate();

        Assert.InRange(estimate(Text), 950, 1050);
    }

    [Fact]
    public void CreateTokenEstimate_Media_CountsAsNothing()
    {
        ChatMessage picture = ChatMessage.User(["What?", ContentPart.FromImage(new byte[300_000], "image/png")]);
        var request = new ChatCompletionRequest { Model = "m", Messages = [picture] };

        Func<ChatMessage, long> estimate = new ConversationUsage(request, 1_000_000).CreateTokenEstimate();

        Assert.InRange(estimate(picture), 1, 50);
        Assert.InRange(estimate(Text), 250, 265);
    }

    [Fact]
    public void CreateTokenEstimate_ImageOfATool_CountsAsNothing() =>
        AssertCountsAsNothing(ChatMessage.Tool("1", [ContentPart.FromImage(new byte[300_000], "image/png")]));

    [Fact]
    public void CreateTokenEstimate_AudioOfAResponse_CountsAsNothing()
    {
        AssertCountsAsNothing(new AssistantMessage { Audio = new() { Id = "a", Data = new string('A', 400_000) } });
        AssertCountsAsNothing(new AssistantMessage { Content = "Hi", AudioContent = new string('0', 400_000) });
    }

    private static void AssertCountsAsNothing(ChatMessage message)
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [message] };

        Func<ChatMessage, long> estimate = new ConversationUsage(request, 1_000_000).CreateTokenEstimate();

        Assert.InRange(estimate(message), 1, 50);
        Assert.InRange(estimate(Text), 250, 265);
    }
}
