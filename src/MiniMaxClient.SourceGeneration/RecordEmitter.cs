namespace MiniMaxClient.SourceGeneration;

/// <summary>Emits the reader, the writer and the shared properties of a record.</summary>
internal static class RecordEmitter
{
    public static string Emit(TypeModel type)
    {
        PropertyModel[] shared =
            [.. type.Properties.Where(static property => property is { IsShared: true, IsDeclaredByType: true })];
        string[] members =
            type.IsAbstract
                ? [EmitSharedMembers(shared)]
                : [EmitCase(type), EmitReader(type), EmitWriter(type), EmitSharedMembers(shared)];
        return $$"""
            {{type.Header}}{{type.ConverterAttribute}}
            partial record {{type.Name}}
            {
            {{string.Join("\n\n", members.Where(static member => member.Length > 0))}}
            }

            """;
    }

    private static string EmitCase(TypeModel type) => type.Case is null ? "" : string.Concat(
        type.Properties.Where(static property => property.Kind == PropertyKind.Discriminator).Select(property => $$"""
                /// <inheritdoc/>
                public override {{property.Type}} {{property.Name}} => {{property.FromStored($"\"{type.Case}\"")}};
            """));

    public static string JoinLines<T>(IEnumerable<T> items, Func<T, string> line) =>
        string.Concat(items.Select(item => "\n" + line(item)));

    private static string EmitReader(TypeModel type)
    {
        PropertyModel[] required = [.. type.Properties.Where(static property => property.IsRequired)];
        IEnumerable<PropertyModel> assigned = type.Properties.Where(
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
            """)}}{{JoinLines(type.Properties, static item => $"        {item.StoredType} {item.VariableName} = null;")}}
                    while (reader.TryReadProperty(ref json, out ReadOnlySpan<byte> name))
                    {
                        switch (name.Length)
                        {{{JoinLines(names, static group => EmitCase(group.Key, EmitReadCall([.. group])))}}{{
                            (type.IgnoredJsonName is { } ignored ? "\n" + EmitCase(ignored, "json.Skip();") : "")}}
                            default:
                                reader.AddAdditionalProperty(ref json, name);
                                break;
                        }
                    }
            {{JoinLines(required, static property => $$"""
                    if ({{property.VariableName}} is null)
                    {
                        json = start;
                        return null;
                    }

            """)}}
                    return new {{type.Name}}({{EmitConstructorArgument(type)}})
                    {{{JoinLines(assigned, static property => $"            {property.Name} = {EmitAssignedValue(property)},")}}{{
                        EmitSharedValues([.. type.Properties.Where(static property => property.IsShared)])}}
                        AdditionalProperties = reader.AdditionalProperties,
                    };
                }
            """;
    }

    private static string EmitCase(string name, string statement) => $$"""
                        case {{System.Text.Encoding.UTF8.GetByteCount(name)}} when name.SequenceEqual("{{name}}"u8):
                            {{statement}}
                            break;
        """;

    // The constructor of the case for all other discriminators has the discriminator as its parameter.
    private static string EmitConstructorArgument(TypeModel type) =>
        type is not { Family: not null, Case: null }
            ? ""
            : string.Concat(type.Properties.Where(static property => property.Kind == PropertyKind.Discriminator)
                .Select(static property => property.FromStored(property.VariableName + " ?? \"\"")));

    private static string EmitSharedValues(PropertyModel[] shared) => shared.Length == 0 ? "" : $$"""

                    Shared = {{string.Join(" && ", shared.Select(static property => property.VariableName + " is null"))}}
                        ? SharedProperties.None
                        : new()
                        {{{JoinLines(shared, static item => $"                    {item.Name} = {item.VariableName},")}}
                        },
        """;

    private static string EmitWriter(TypeModel type) => $$"""
            /// <inheritdoc/>
            internal override void WriteGeneratedProperties(global::MiniMaxClient.ObjectWriter json)
            {{{JoinLines(type.Properties.GroupBy(static item => item.JsonName), static group => EmitWriteCalls([.. group]))}}
            }
        """;

    // If two properties have the same JSON name, a non-null second property takes precedence: the first can be a view of it.
    private static string EmitWriteCalls(PropertyModel[] properties) => properties.Length == 1
        ? "        " + EmitWriteCall(properties[0])
        : $$"""
                if ({{properties[1].Name}} is null)
                    {{EmitWriteCall(properties[0])}}
                else
                    {{EmitWriteCall(properties[1])}}
        """;

    private static string EmitSharedMembers(PropertyModel[] shared) => shared.Length == 0 ? "" : $$"""
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
        {{JoinLines(shared, static property => $"        public {property.StoredType} {property.Name} {{ get; init; }}")}}
            }
        """;

    private static string EmitReadCall(PropertyModel[] properties)
    {
        PropertyModel property = properties[0];
        string variable = $"ref json, name, ref {property.VariableName}";
        if (properties.Length == 2 && (property.Kind, properties[1].Kind) == (PropertyKind.String, PropertyKind.Array))
            return $"reader.ReadStringOrArray({variable}, ref {properties[1].VariableName}, {properties[1].Type}.Read);";
        if (properties.Length > 1)
            return $"\n#error Only a string and an array can share the JSON name '{property.JsonName}'.\n";
        return property.Kind switch
        {
            PropertyKind.StringStruct or PropertyKind.Discriminator => $"reader.ReadString({variable});",
            PropertyKind.Value or PropertyKind.Array => $"reader.Read{property.Kind}({variable}, {property.Type}.Read);",
            PropertyKind.Strings or PropertyKind.Integers or PropertyKind.Numbers =>
                $"reader.ReadValue({variable}, global::MiniMaxClient.JsonLists.Read{property.Kind});",
            _ => $"reader.Read{property.Kind}({variable});",
        };
    }

    private static string EmitAssignedValue(PropertyModel property) =>
        property.FromStored(property.VariableName) + (property.Default is { } value ? $" ?? {value}" : "");

    private static string EmitWriteCall(PropertyModel property) => $"json.Property(\"{property.JsonName}\"u8, " + property switch
    {
        { Kind: PropertyKind.Discriminator, Type: "string" } => $"{property.Name}.Length > 0 ? {property.Name} : null);",
        { Kind: PropertyKind.Discriminator } => $"{property.Name}.Value.Length > 0 ? {property.Name}.Value : null);",
        { Kind: PropertyKind.Boolean, IsNullable: false } => $"{property.Name} ? true : null);",
        _ => $"{property.ToStored(property.Name)});",
    };
}
