namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class SystemInstructionInserterTests
{
    [Fact]
    public void Prepend_NoSystemMessage_AddsOne()
    {
        UserMessage user = ChatMessage.User("Hi");

        IReadOnlyList<ChatMessage> messages = SystemInstructionInserter.Prepend([user], "Be brief.");

        Assert.Equal([ChatMessage.System("Be brief."), user], messages);
    }

    [Fact]
    public void Prepend_SystemMessage_WritesInstructionsBeforeItsOwn()
    {
        IReadOnlyList<ChatMessage> messages = SystemInstructionInserter.Prepend([ChatMessage.System("Own.")], "Be brief.");

        Assert.Equal([ChatMessage.System("Be brief.\n\nOwn.")], messages);
    }

    [Fact]
    public void Append_SystemMessage_KeepsItsNameAndWritesInstructionsAfterItsOwn()
    {
        SystemMessage system = ChatMessage.System("Own.") with { Name = "Ann" };

        IReadOnlyList<ChatMessage> messages = SystemInstructionInserter.Append([system, ChatMessage.User("Hi")], "Be brief.");

        Assert.Equal([ChatMessage.System("Own.\n\nBe brief.") with { Name = "Ann" }, ChatMessage.User("Hi")], messages);
    }

    [Fact]
    public void JoinContent_Parts_RemainParts()
    {
        MessageContent joined = SystemInstructionInserter.JoinContent(["a", "b"], "c");

        Assert.Equal(["a", "b", "c"], joined.Parts!.Select(static part => ((TextPart)part).Text));
    }
}
