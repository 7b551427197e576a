namespace MiniMaxClient.SourceGeneration;

/// <summary>Emits the reader and the writer of a record, and its shared properties.</summary>
internal static class RecordEmitter
{
    public static string Emit(TypeModel type)
    {
        PropertyModel[] shared = [.. type.Properties.Where(static property => property is { IsShared: true, IsOwn: true })];
        string[] members =
            type.IsAbstract ? [SharedMembers(shared)] : [Case(type), Reader(type), Writer(type), SharedMembers(shared)];
        return $$"""
            {{type.Header}}{{type.Converter}}
            partial record {{type.Name}}
            {
            {{string.Join("\n\n", members.Where(static member => member.Length > 0))}}
            }

            """;
    }

    private static string Case(TypeModel type) => type.Case is null ? "" : string.Concat(
        type.Properties.Where(static property => property.Kind == PropertyKind.Discriminator).Select(property => $$"""
                /// <inheritdoc/>
                public override {{property.Type}} {{property.Name}} => {{property.FromStored($"\"{type.Case}\"")}};
            """));

    public static string Lines<T>(IEnumerable<T> items, Func<T, string> line) =>
        string.Concat(items.Select(item => "\n" + line(item)));

    private static string Reader(TypeModel type)
    {
        PropertyModel[] required = [.. type.Properties.Where(static property => property.IsRequired)];
        IEnumerable<PropertyModel> set = type.Properties.Where(
            static property => !property.IsShared && property.Kind != PropertyKind.Discriminator);
        IEnumerable<IGrouping<string, PropertyModel>> names = type.Properties.GroupBy(static property => property.JsonName);
        return $$"""
                /// <summary>Reads an object. For any other value, returns null and does not move the reader.</summary>
                internal static {{type.Name}}? {{type.ReadName}}(ref Utf8JsonReader json)
                {
                    if (json.TokenType != JsonTokenType.StartObject)
                        return null;
                    var reader = default(global::MiniMaxClient.ObjectReader);{{(required.Length == 0 ? "" : """

                    Utf8JsonReader start = json;
            """)}}{{Lines(type.Properties, static property => $"        {property.StoredType} {property.Variable} = null;")}}
                    while (reader.Next(ref json, out ReadOnlySpan<byte> name))
                    {
                        switch (name.Length)
                        {{{Lines(names, static same => Case(same.Key, ReadCall([.. same])))}}{{
                            (type.Ignored is { } ignored ? "\n" + Case(ignored, "json.Skip();") : "")}}
                            default:
                                reader.AddAdditionalProperty(ref json, name);
                                break;
                        }
                    }
            {{Lines(required, static property => $$"""
                    if ({{property.Variable}} is null)
                    {
                        json = start;
                        return null;
                    }

            """)}}
                    return new {{type.Name}}({{Argument(type)}})
                    {{{Lines(set, static property => $"            {property.Name} = {Assigned(property)},")}}{{
                        SharedValues([.. type.Properties.Where(static property => property.IsShared)])}}
                        AdditionalProperties = reader.AdditionalProperties,
                    };
                }
            """;
    }

    private static string Case(string name, string statement) => $$"""
                        case {{System.Text.Encoding.UTF8.GetByteCount(name)}} when name.SequenceEqual("{{name}}"u8):
                            {{statement}}
                            break;
        """;

    // The case that stands for all other values of the discriminator is created with that value.
    private static string Argument(TypeModel type) => type is not { Family: not null, Case: null } ? "" : string.Concat(
        type.Properties.Where(static property => property.Kind == PropertyKind.Discriminator)
            .Select(static property => property.FromStored(property.Variable + " ?? \"\"")));

    private static string SharedValues(PropertyModel[] shared) => shared.Length == 0 ? "" : $$"""

                    Shared = {{string.Join(" && ", shared.Select(static property => property.Variable + " is null"))}}
                        ? SharedProperties.None
                        : new()
                        {{{Lines(shared, static property => $"                    {property.Name} = {property.Variable},")}}
                        },
        """;

    private static string Writer(TypeModel type) => $$"""
            /// <inheritdoc/>
            internal override void WriteGeneratedProperties(global::MiniMaxClient.ObjectWriter json)
            {{{Lines(type.Properties.GroupBy(static property => property.JsonName), static same => WriteCalls([.. same]))}}
            }
        """;

    // Of two properties with one JSON name, the second is written where it has a value: the first may be a view of it.
    private static string WriteCalls(PropertyModel[] same) => same.Length == 1
        ? "        " + WriteCall(same[0])
        : $$"""
                if ({{same[1].Name}} is null)
                    {{WriteCall(same[0])}}
                else
                    {{WriteCall(same[1])}}
        """;

    private static string SharedMembers(PropertyModel[] shared) => shared.Length == 0 ? "" : $$"""
        {{string.Join("\n\n", shared.Select(static property => $$"""
            public partial {{property.FullType}} {{property.Name}}
            {
                get => {{property.FromStored($"Shared.{property.Name}")}};
                init
                {
                    Shared = Shared with { {{property.Name}} = {{property.ToStored("value")}} };
                    OnSharedPropertySet(nameof({{property.Name}}));
                }
            }
        """))}}

            /// <summary>Gets the values of the partial properties, in an object that copies of the record share.</summary>
            internal SharedProperties Shared { get; init; } = SharedProperties.None;

            partial void OnSharedPropertySet(string name);

            internal sealed record SharedProperties
            {
                public static readonly SharedProperties None = new();
        {{Lines(shared, static property => $"        public {property.StoredType} {property.Name} {{ get; init; }}")}}
            }
        """;

    private static string ReadCall(PropertyModel[] same)
    {
        PropertyModel property = same[0];
        string variable = $"ref json, name, ref {property.Variable}";
        if (same.Length == 2 && (property.Kind, same[1].Kind) == (PropertyKind.String, PropertyKind.Array))
            return $"reader.StringOrArray({variable}, ref {same[1].Variable}, {same[1].Type}.Read);";
        if (same.Length > 1)
            return $"\n#error Only a string and an array can share the JSON name '{property.JsonName}'.\n";
        return property.Kind switch
        {
            PropertyKind.StringStruct or PropertyKind.Discriminator => $"reader.String({variable});",
            PropertyKind.Value or PropertyKind.Array => $"reader.{property.Kind}({variable}, {property.Type}.Read);",
            PropertyKind.Strings or PropertyKind.Integers or PropertyKind.Numbers =>
                $"reader.Value({variable}, global::MiniMaxClient.JsonLists.{property.Kind});",
            _ => $"reader.{property.Kind}({variable});",
        };
    }

    private static string Assigned(PropertyModel property) =>
        property.FromStored(property.Variable) + (property.Default is { } missing ? $" ?? {missing}" : "");

    private static string WriteCall(PropertyModel property) => $"json.Property(\"{property.JsonName}\"u8, " + property switch
    {
        { Kind: PropertyKind.Discriminator, Type: "string" } => $"{property.Name}.Length > 0 ? {property.Name} : null);",
        { Kind: PropertyKind.Discriminator } => $"{property.Name}.Value.Length > 0 ? {property.Name}.Value : null);",
        { Kind: PropertyKind.Boolean, IsNullable: false } => $"{property.Name} ? true : null);",
        _ => $"{property.ToStored(property.Name)});",
    };
}
