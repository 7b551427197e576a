using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Benchmarks.ColdStart.Clients;

/// <summary>HttpClient and source-generated records.</summary>
internal static class RecordsCall
{
    public static async Task<int> CallAsync(Uri server)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key");
        var request = new WireRequest { Model = "MiniMax-M2.7", Messages = [new() { Role = "user", Content = "Hello" }] };
        using HttpResponseMessage response = await http.PostAsJsonAsync(
            new Uri(server, "v1/chat/completions"), request, WireJson.Default.WireRequest);
        response.EnsureSuccessStatusCode();
        WireCompletion? completion = await response.Content.ReadFromJsonAsync(WireJson.Default.WireCompletion);
        return completion!.Choices![0].Message!.Content!.Length;
    }
}

internal sealed record WireRequest
{
    public required string Model { get; set; }

    public required WireMessage[] Messages { get; set; }
}

internal sealed record WireMessage
{
    public string? Role { get; set; }

    public string? Content { get; set; }
}

internal sealed record WireCompletion
{
    public string? Id { get; set; }

    public string? Model { get; set; }

    public List<WireChoice>? Choices { get; set; }

    public WireUsage? Usage { get; set; }
}

internal sealed record WireChoice
{
    public int Index { get; set; }

    public WireMessage? Message { get; set; }

    public string? FinishReason { get; set; }
}

internal sealed record WireUsage
{
    public int PromptTokens { get; set; }

    public int CompletionTokens { get; set; }

    public int TotalTokens { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WireRequest))]
[JsonSerializable(typeof(WireCompletion))]
internal sealed partial class WireJson : JsonSerializerContext;
