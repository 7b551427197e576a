using System.ComponentModel;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The types of the functions' parameters.</summary>
internal static class Shapes
{
    internal enum Unit
    {
        Celsius,
        Fahrenheit,
    }

    [Flags]
    internal enum Days
    {
        Monday = 1,
        Tuesday = 2,
    }

    internal sealed record Person(string Name, int Age);

    internal sealed record Order(Person Buyer, IReadOnlyList<Line> Lines, Unit? Unit);

    internal sealed record Line(string Article, decimal Price);

    internal sealed record Node(int Value, Node? Next);

    internal sealed record Tree(string Name, IReadOnlyList<Tree> Children);

    internal sealed record Options(int Depth = 5, string? Filter = null);

    internal readonly record struct Pair<TFirst, TSecond>(TFirst First, TSecond Second);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Closed(int Only);

    internal sealed class Required
    {
        public required string Id { get; init; }

        public int? Count { get; init; }

        public string Note { get; set; } = "";
    }

    internal sealed class Named
    {
        [JsonPropertyName("first_name")]
        public string First { get; set; } = "";

        [JsonIgnore]
        public string Secret { get; set; } = "secret";

        [Description("In full years.")]
        public int Age { get; set; }
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    internal abstract record Figure;

    internal sealed record Circle(double Radius) : Figure;

    internal sealed record Square(double Side) : Figure;
}
