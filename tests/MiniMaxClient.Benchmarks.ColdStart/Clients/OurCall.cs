namespace MiniMaxClient.Benchmarks.ColdStart.Clients;

/// <summary>This library.</summary>
internal static class OurCall
{
    public static async Task<int> CallAsync(Uri server)
    {
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("bench", new Uri(server, "v1"), "key"));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = [ChatMessage.User("Hello")] };
        ChatCompletion response = await client.CompleteAsync(request);
        return response.Text.Length;
    }
}
