using MiniMaxClient.Testing.Contracts;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class MiniMaxModelTests
{
    [Theory]
    [InlineData("MiniMax-M3.1-Flash", "1048576/1048576 effort media separate output_config auto")]
    [InlineData("MiniMax-M3", "1000000/524288 media disable output_config")]
    [InlineData("MiniMax-M2.7", "204800/204800 none,auto retired")]
    [InlineData("MiniMax-M2.7-highspeed", "204800/204800 none,auto retired")]
    [InlineData("MiniMax-M2.5", "204800/204800 none,auto retired")]
    [InlineData("MiniMax-M2.5-highspeed", "204800/204800 none,auto retired")]
    [InlineData("MiniMax-M2.1", "204800/204800 none,auto")]
    [InlineData("MiniMax-M2.1-highspeed", "204800/204800 none,auto")]
    [InlineData("MiniMax-M2", "204800/204800 none,auto")]
    [InlineData("M2-her", "65536/2048 none,auto")]
    public void All_Model_HasAbilities(string id, string abilities)
    {
        MiniMaxModel model = MiniMaxModel.All.Single(model => model.Id == id);

        string?[] words =
        [
            $"{model.ContextLength}/{model.MaxOutputTokens}",
            model.HasEffort ? "effort" : null,
            model.HasMediaInput ? "media" : null,
            model.CanDisableThinking ? "disable" : null,
            model.AlwaysSeparatesReasoning ? "separate" : null,
            model.AcceptsOutputConfig ? "output_config" : null,
            model.ChatToolChoices is { } choices ? string.Join(',', choices) : null,
            model.IsRetired ? "retired" : null,
        ];
        Assert.Equal(abilities, string.Join(' ', words.OfType<string>()));
        Assert.Equal(10, MiniMaxModel.All.Count);
    }

    [Theory]
    [InlineData("MiniMax-M2.7", "MiniMax-M2.7")]
    [InlineData("MiniMax-M3.1-Flash-Preview", "MiniMax-M3.1-Flash")]
    [InlineData("minimax-m2.7", null)]
    public void Find_Id_ReturnsAnsweringModel(string id, string? expected) => Assert.Equal(expected, MiniMaxModel.Find(id)?.Id);

    [Theory]
    [InlineData("MiniMax-M3.1-Flash", "low", 0)]
    [InlineData("MiniMax-M3.1-Flash", "xhigh", 3)]
    [InlineData("MiniMax-M3.1-Flash", "max", 4)]
    [InlineData("MiniMax-M3.1-Flash", null, 4)]
    [InlineData("MiniMax-M3.1-Flash", "unknown", 4)]
    [InlineData("MiniMax-M3", "max", 0)]
    public void CountThinkingSteps_Effort_GrowsWithEffort(string id, string? effort, int expected) =>
        Assert.Equal(expected, MiniMaxModel.Find(id)!.CountThinkingSteps(effort));
}
