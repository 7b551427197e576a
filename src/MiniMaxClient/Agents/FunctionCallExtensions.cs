using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Agents;
using MiniMaxClient.Errors;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient;

/// <summary>Provides typed access to the arguments of a function call that the app runs itself.</summary>
public static class FunctionCallExtensions
{
    /// <summary>Reads the arguments as a type; they are parsed and validated as those of a function of a tool run.</summary>
    /// <typeparam name="T">The type of the arguments.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Search</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The arguments are missing, not a JSON object, or do not match the type.
    /// </exception>
    public static T GetArguments<T>(this FunctionCall call, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(type);
        StructuredOutputSchema output = StructuredOutputSchema.FromType(type, customSchema: null);
        JsonElement schema = FunctionSchemaConverter.ToParameterSchema(output.TypeSchema, isStrict: false);
        if (ToolCallValidator.FindArgumentsError(call.Arguments, schema, truncation: null) is { } problem)
            throw ErrorFactory.InvalidArguments(call.Name, problem);
        JsonElement received = ToolArguments.Parse(call.Arguments) is { IsMissing: false, Object: var found }
            ? found
            : JsonElement.Parse("{}");
        JsonElement arguments = JsonSchemaValidator.NormalizeArguments(schema, received, CancellationToken.None);
        try
        {
            return arguments.Deserialize(type)!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or FormatException
            or InvalidOperationException or OverflowException)
        {
            string mismatch = SchemaErrorFormatter.DescribeDeserializationError(
                output.TypeSchema, arguments, "$", (e as JsonException)?.Path, output.Name);
            throw ErrorFactory.InvalidArguments(call.Name, ToolCallValidator.DescribeSchemaMismatch(mismatch), e);
        }
    }

    /// <summary>Reads the arguments as a type, using reflection.</summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the arguments.</typeparam>
    /// <param name="call">The call.</param>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The arguments are missing, not a JSON object, or do not match the type.
    /// </exception>
    [RequiresUnreferencedCode(StructuredOutputExtensions.ReflectionMessage)]
    [RequiresDynamicCode(StructuredOutputExtensions.ReflectionMessage)]
    public static T GetArguments<T>(this FunctionCall call) =>
        call.GetArguments(StructuredOutputExtensions.GetReflectedTypeInfo<T>());
}
