using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class AimlApiModelListTests
{
    [Fact]
    public void GetPrices_Highspeed_AreDoubled()
    {
        Assert.Equal((0.39m, 1.56m), AimlApiModelList.GetPrices("MiniMax-M2.7"));
        Assert.Equal((0.78m, 3.12m), AimlApiModelList.GetPrices("MiniMax-M2.7-highspeed"));
    }

    [Fact]
    public void GetPrices_Flash_AreInferredFromThoseOfMiniMax() =>
        Assert.Equal((0.195m, 0.78m), AimlApiModelList.GetPrices("MiniMax-M3.1-Flash"));

    [Fact]
    public void WriteLegacyModels_Model_WritesArray()
    {
        var list = new AimlApiModelList(["minimax/minimax-m3"], static _ => "MiniMax-M3");

        string json = Json.WriteText(list.WriteLegacyModels);

        Assert.Equal(1_000_000, Wire.Parse(json)[0].GetProperty("info").GetProperty("contextLength").GetInt32());
    }
}
