using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a list of models: <c>{"data":[…]}</c> in either style, or AIML API's older bare array.</summary>
internal sealed class ModelListReader
{
    private IReadOnlyList<ModelInfo>? _models;
    private IReadOnlyDictionary<string, JsonElement> _additionalProperties = new Dictionary<string, JsonElement>();

    /// <exception cref="MiniMaxException">The body is an error, or not a list of models.</exception>
    public static IReadOnlyList<ModelInfo> Read(ReadOnlySpan<byte> body, ResponseContext context)
    {
        ModelListReader list = JsonBodyReader.Read(body, Read, context);
        bool isError = ErrorReader.IsError(null, list._additionalProperties)
            || (list._models is null && ErrorReader.HasErrorMessage(list._additionalProperties))
            || ErrorReader.IsErrorArray(body);
        if (ErrorReader.FindError(ResponsePartKind.Body, body, isError, context) is { } error)
            throw error;
        return list._models
            ?? throw ErrorFactory.InvalidResponseBody(context.Provider, "the body has no model list", body, context.Secrets);
    }

    private static ModelListReader? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartArray)
            return new() { _models = JsonLists.Read(ref json, ModelInfo.Read) };
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var reader = default(ObjectReader);
        IReadOnlyList<ModelInfo>? models = null;
        while (reader.TryReadProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("data"u8))
                reader.ReadArray(ref json, name, ref models, ModelInfo.Read);
            else
                reader.AddAdditionalProperty(ref json, name);
        }

        return new()
        {
            _models = models,
            _additionalProperties = reader.AdditionalProperties ?? new Dictionary<string, JsonElement>(),
        };
    }
}
