using System.ComponentModel;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>The data for the tool: the stock of a small shop.</summary>
internal static class Shop
{
    private static readonly Product[] Products =
    [
        new("Copper kettle", 4, 6), new("Stoneware mug", 61, 18), new("Cork mat", 2, 5), new("Linen towel", 34, 9),
        new("Pepper mill", 9, 4), new("Oak board", 17, 2),
    ];

    [Description("Lists products with low stock, with the units in stock and the units sold per week.")]
    public static IReadOnlyList<Product> FindLowStock([Description("The exclusive upper limit of units in stock")] int below) =>
        [.. Products.Where(product => product.InStock < below).OrderBy(static product => product.InStock)];

    internal sealed record Product(string Name, int InStock, int SoldWeekly);
}
