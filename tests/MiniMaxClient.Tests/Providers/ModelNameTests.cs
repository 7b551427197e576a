using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("minimax/m2-7-20260402", "MiniMax-M2.7")]
    [InlineData("minimax/minimax-m3.1-flash", "MiniMax-M3.1-Flash")]
    [InlineData("minimax-minimax-m2", "minimax/minimax-m2")]
    [InlineData("MiniMaxAI/MiniMax-M2", "MiniMax-M2")]
    [InlineData("minimax/m2-her", "M2-her")]
    [InlineData("gpt-5-2026-08-07", "gpt-5")]
    public void IsSame_NamesOfOneModel_IsTrue(string first, string second)
    {
        Assert.True(ModelName.IsSame(first, second));
        Assert.True(ModelName.IsSame(second, first));
    }

    [Theory]
    [InlineData("MiniMax-M2.7", "MiniMax-M2.7-highspeed")]
    [InlineData("MiniMax-M2.7", "MiniMax-M2")]
    [InlineData("MiniMax-M3.1-Flash", "MiniMax-M3")]
    [InlineData("model-12345678", "model")]
    [InlineData("20260402", "")]
    public void IsSame_NamesOfTwoModels_IsFalse(string first, string second) => Assert.False(ModelName.IsSame(first, second));

    [Theory]
    [InlineData("M2-her", true)]
    [InlineData("minimax/m2-her", true)]
    [InlineData("MiniMax-M2", false)]
    public void IsWithoutReasoning_Id_IsTrueForTheRolePlayModel(string id, bool expected) =>
        Assert.Equal(expected, ModelName.IsWithoutReasoning(id));
}
