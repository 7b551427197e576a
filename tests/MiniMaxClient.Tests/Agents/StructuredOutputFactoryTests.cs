using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputFactoryTests
{
    private static readonly ChatCompletionRequest Request =
        new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who?")] };

    private readonly StructuredOutputFactory<Guest> _factory = new(
        new FakeClient([]), StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.JsonObject });

    [Fact]
    public void Create_ModeNotRejected_HasTheMode() =>
        Assert.Equal(StructuredOutputMode.JsonObject, _factory.Create(Request).Request.Mode);

    [Fact]
    public void Create_ModeRejectedForTheModel_IsAnInstruction()
    {
        _factory.RecordRejectedMode(Request, StructuredOutputMode.JsonObject);

        Assert.Equal(StructuredOutputMode.Instruction, _factory.Create(Request).Request.Mode);
        Assert.Equal(
            StructuredOutputMode.JsonObject, _factory.Create(Request with { Model = MiniMaxModels.M3 }).Request.Mode);
    }

    [Fact]
    public void RecordRejectedMode_RequestWithTools_IsIgnored()
    {
        _factory.RecordRejectedMode(Request with { Tools = [Tool.FromFunction("look_up")] }, StructuredOutputMode.JsonObject);

        Assert.Equal(StructuredOutputMode.JsonObject, _factory.Create(Request).Request.Mode);
    }
}
