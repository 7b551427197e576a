using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <summary>Enables <see cref="JsonSerializer"/> to read and write a <see cref="ToolRunState"/>.</summary>
/// <remarks>
/// The depth of the JSON is limited by <see cref="JsonSerializerOptions.MaxDepth"/> (by default 64); raise it, to 512 at most, if
/// schemas of tools or additional properties are deeper.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ToolRunStateConverter : JsonConverter<ToolRunState>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON is not a state of a known version.</exception>
    public override ToolRunState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement element = JsonElement.ParseValue(ref reader);
        return ToolRunStateReader.Read(JsonText.GetRawUtf8(element).ToArray());
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public override void Write(Utf8JsonWriter writer, ToolRunState value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        ToolRunStateWriter.Write(writer, value);
    }
}
