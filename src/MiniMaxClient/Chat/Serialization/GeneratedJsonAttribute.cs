namespace MiniMaxClient;

/// <summary>Makes the source generator emit the JSON reader and writer of a record, or the members of a string struct.</summary>
/// <remarks>
/// JSON contains every public property, including those of base types, that is implemented by the compiler and can be set, and
/// every property with <c>[JsonPropertyName]</c>. Without that attribute, the JSON name is the name in snake case.
/// <c>[JsonIgnore]</c> excludes a property, <c>[JsonPropertyOrder]</c> moves it. Two properties with the same JSON name are its
/// two forms: a string and an array. A partial property is implemented by the generator: its value is in an object that copies of
/// the record share, such as the chunks of a stream. If the wire format is irregular, the type has a method <c>Read</c> of its
/// own, which may call the generated <c>ReadObject</c>. If JSON lacks a non-nullable property, it is set to the static member
/// <c>Empty</c> of its type, or to a new object; if its type has neither, the object is rejected.
/// <para>
/// A family is an abstract record with <see cref="Discriminator"/> and an abstract property of that name, one record with
/// <see cref="Case"/> for each value, for which the property is generated, and one record without it, which is created for all
/// other values.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class GeneratedJsonAttribute : Attribute
{
    /// <summary>
    /// Gets or sets the JSON name of the property that distinguishes the cases of a family; set on the base type.
    /// </summary>
    public string? Discriminator { get; set; }

    /// <summary>Gets or sets the discriminator value of a case of a family. Default: any other value.</summary>
    public string? Case { get; set; }

    /// <summary>Gets or sets a JSON name that is read and discarded.</summary>
    public string? Ignored { get; set; }
}

/// <summary>Marks a string that determines what is executed: a JSON value of another type is read as its JSON text.</summary>
/// <remarks>A value of another type must not be treated as missing, because a default would replace it.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnyJsonAsTextAttribute : Attribute;

/// <summary>Marks a billed integer, which is also read from a string.</summary>
/// <remarks>The string is preserved as an additional property, so that it is written back in its original form.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowNumberStringAttribute : Attribute;
