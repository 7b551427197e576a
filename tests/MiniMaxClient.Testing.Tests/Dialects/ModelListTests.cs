using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class ModelListTests
{
    [Fact]
    public void WriteOpenAI_Models_WritesList() => Assert.Equal(
        """{"object":"list","data":[{"id":"MiniMax-M3","object":"model","created":1780272000,"owned_by":"minimax"}]}""",
        Json.WriteText(static writer => ModelList.WriteOpenAI(writer, ["MiniMax-M3"])));

    [Fact]
    public void WriteAnthropic_NoModels_HasNullIds() => Assert.Equal(
        """{"data":[],"first_id":null,"has_more":false,"last_id":null}""",
        Json.WriteText(static writer => ModelList.WriteAnthropic(writer, [])));
}
