namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class TypeModelTests
{
    [Theory]
    [InlineData(true, false, null, true)]
    [InlineData(false, false, null, false)]
    [InlineData(true, true, null, false)]
    [InlineData(true, true, "type", true)]
    public void IsSerializable_Type_MustBePublicAndConcreteOrAFamily(
        bool isPublic, bool isAbstract, string? discriminator, bool expected)
    {
        TypeModel type = Models.Record("Page") with
        {
            IsPublic = isPublic,
            IsAbstract = isAbstract,
            Discriminator = discriminator,
        };

        Assert.Equal(expected, type.IsSerializable);
        Assert.Equal(expected, type.ConverterAttribute.Contains("MiniMaxJsonConverter<Page>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, null, "Read")]
    [InlineData(true, null, "ReadObject")]
    [InlineData(false, "Part", "ReadObject")]
    public void ReadName_CaseOrDeclaredRead_IsReadObject(bool hasReadMethod, string? family, string expected) =>
        Assert.Equal(expected, (Models.Record("Page") with { HasReadMethod = hasReadMethod, Family = family }).ReadName);

    [Theory]
    [InlineData(PropertyKind.String, "string", "string?", "v", "v")]
    [InlineData(PropertyKind.StringStruct, "Tier", "string?", "Tier.From(v)", "v?.Value")]
    [InlineData(PropertyKind.Discriminator, "Role", "string?", "new Role(v)", "v")]
    [InlineData(PropertyKind.Array, "Part", "global::System.Collections.Generic.IReadOnlyList<Part>?", "v", "v")]
    public void StoredType_KindOfProperty_DeterminesTheConversions(
        object kind, string type, string stored, string fromStored, string toStored)
    {
        PropertyModel property = Models.Property("A", (PropertyKind)kind, type);

        Assert.Equal((stored, fromStored, toStored), (property.StoredType, property.FromStored("v"), property.ToStored("v")));
    }

    [Fact]
    public void IsRequired_NonNullableWithoutDefault_IsTrue()
    {
        PropertyModel property = Models.Property("Content", PropertyKind.Value, "Content") with { IsNullable = false };

        Assert.True(property.IsRequired);
        Assert.False((property with { Default = "new()" }).IsRequired);
        Assert.False((property with { IsNullable = true }).IsRequired);
        Assert.False((property with { Kind = PropertyKind.Discriminator }).IsRequired);
    }

    [Fact]
    public void Equals_SameProperties_ReturnsTrue()
    {
        Assert.Equal(Models.Record("Page", Models.Property("A")), Models.Record("Page", Models.Property("A")));
        Assert.NotEqual(Models.Record("Page", Models.Property("A")), Models.Record("Page", Models.Property("B")));
    }
}
