using System.ComponentModel;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>What the model may look up: the stock of a small shop.</summary>
internal static class Shop
{
    private static readonly Product[] Products =
    [
        new("Copper kettle", 4, 6), new("Stoneware mug", 61, 18), new("Cork mat", 2, 5), new("Linen towel", 34, 9),
        new("Pepper mill", 9, 4), new("Oak board", 17, 2),
    ];

    [Description("Lists the products of which few are left, with what is in stock and what is sold in a week.")]
    public static IReadOnlyList<Product> FindLowStock([Description("Products with fewer pieces than this")] int below) =>
        [.. Products.Where(product => product.InStock < below).OrderBy(static product => product.InStock)];

    internal sealed record Product(string Name, int InStock, int SoldWeekly);
}
