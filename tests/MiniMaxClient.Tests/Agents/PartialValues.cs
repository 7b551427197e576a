using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;

namespace MiniMaxClient.Tests.Agents;

internal static class PartialValues
{
    /// <summary>All values of a stream.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(this IAsyncEnumerable<T> stream)
    {
        List<T> values = [];
        await foreach (T value in stream)
            values.Add(value);
        return values;
    }

    /// <summary>Returns all values of a response with this text, streamed by single characters.</summary>
    public static async Task<List<T>> StreamAsync<T>(
        this MiniMaxEmulator emulator,
        JsonTypeInfo<T> type,
        string text,
        CancellationToken token,
        StructuredOutputOptions? options = null)
    {
        using ChatCompletionsClient client = emulator.CreateClient();
        emulator.Enqueue(Reply.Text(text).WithChunkSize(1));
        return await client.StreamAsync(EmulatedClient.CreateRequest(), type, options, token).ReadAllAsync();
    }
}
