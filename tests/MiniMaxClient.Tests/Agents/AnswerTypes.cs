using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Agents;

[Description("Somebody.")]
public sealed record Guest([property: Description("As it is called.")] string Name, int Age, string? Email = null);

/// <summary>A class that can be deserialized from partial JSON.</summary>
public sealed class Story
{
    public string? Title { get; set; }

    public int Year { get; set; }

    public bool? IsTrue { get; set; }

    public List<string>? Words { get; set; }

    public Guest? Hero { get; set; }
}

public sealed class Invoice
{
    public required Guid Id { get; init; }

    public required DateOnly Day { get; init; }

    public required DateTime SentAt { get; init; }

    public required decimal Total { get; init; }
}

public sealed record Branch(string Name, List<Branch>? Children = null);

public enum Paint
{
    Red,
    DarkBlue,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Dog), "dog")]
[JsonDerivedType(typeof(Cat), "cat")]
public abstract record Animal(string Name);

public sealed record Dog(string Name, bool Barks) : Animal(Name);

public sealed record Cat(string Name, int Lives) : Animal(Name);

/// <summary>A type whose constructor rejects some values.</summary>
public readonly record struct Interval
{
    [JsonConstructor]
    public Interval(int from, int to)
    {
        if (to < from)
            throw new ArgumentException("It ends before it begins.");
        (From, To) = (from, to);
    }

    public int From { get; }

    public int To { get; }
}

/// <summary>A type with a property that is named like the wrapper property.</summary>
public readonly record struct Money(decimal Value);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Guest))]
[JsonSerializable(typeof(Story))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Branch))]
[JsonSerializable(typeof(List<Branch>))]
[JsonSerializable(typeof(Animal))]
[JsonSerializable(typeof(Animal[]))]
[JsonSerializable(typeof(Interval))]
[JsonSerializable(typeof(Money?))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(List<Guest>))]
[JsonSerializable(typeof(Guest[]))]
[JsonSerializable(typeof(List<int>))]
[JsonSerializable(typeof(Paint))]
[JsonSerializable(typeof(Paint?))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class StructuredOutputJson : JsonSerializerContext;
