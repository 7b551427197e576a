namespace MiniMaxClient;

/// <summary>Has the source generator emit the JSON reader and writer of a record, or the members of a string struct.</summary>
/// <remarks>
/// JSON has every public property, also of the base types, that the compiler implements and that can be set, and every property
/// with <c>[JsonPropertyName]</c>; without that attribute the JSON name is the name in snake case. <c>[JsonIgnore]</c> leaves a
/// property out, <c>[JsonPropertyOrder]</c> moves it. Two properties with one JSON name are its two forms: a string and an
/// array. A partial property is implemented by the generator: its value is in an object that copies of the record share, as the
/// chunks of a stream do. Where the wire is irregular, the type has its own method <c>Read</c>, which may call the generated
/// <c>ReadObject</c>. A property that cannot be null gets the static member <c>Empty</c> of its type, or a new object, where JSON
/// has none; an object is rejected where its type has neither.
/// <para>
/// A family is an abstract record with <see cref="Discriminator"/> and an abstract property of that name, one record with
/// <see cref="Case"/> for each value, for which the property is generated, and one without it, which is created with any other
/// value.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class GeneratedJsonAttribute : Attribute
{
    /// <summary>Gets or sets the JSON name of the property that tells a family's cases apart, on its base type.</summary>
    public string? Discriminator { get; set; }

    /// <summary>Gets or sets the discriminator's value, on a case of a family. Default: any other value.</summary>
    public string? Case { get; set; }

    /// <summary>Gets or sets a JSON name that is read and dropped.</summary>
    public string? Ignored { get; set; }
}

/// <summary>Marks a string that decides what runs: a JSON value of another type is read as its JSON text.</summary>
/// <remarks>A value of another type must not count as absent: a default would take its place.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnyJsonAsTextAttribute : Attribute;

/// <summary>Marks a whole number that is paid for: it is also read from a string.</summary>
/// <remarks>The string is kept as an additional property, so that it is written back in its own form.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowNumberStringAttribute : Attribute;
