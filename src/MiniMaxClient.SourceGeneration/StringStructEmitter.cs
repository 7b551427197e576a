namespace MiniMaxClient.SourceGeneration;

/// <summary>Emits the common members of string structs.</summary>
internal static class StringStructEmitter
{
    public static string Emit(TypeModel type) => $$"""
        {{type.Header}}{{type.ConverterAttribute}}
        partial record struct {{type.Name}}
        {
            private readonly string? _value;

            /// <summary>Creates a value from its text on the wire.</summary>
            /// <param name="value">Any text, known or not.</param>
            /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
            public {{type.Name}}(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

            /// <summary>Gets the text on the wire; empty for the default value.</summary>
            public string Value => _value ?? "";

            /// <summary>Returns the text on the wire.</summary>
            public override string ToString() => Value;

            /// <summary>Compares the texts without regard to case.</summary>
            public bool Equals({{type.Name}} other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

            /// <inheritdoc/>
            public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

            internal static {{type.Name}}? From(string? value) => value is null ? null : new(value);
        }

        """;
}
