using System.Text.Json;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Represents a temporary folder with a batch and its results.</summary>
internal sealed class BulkFolder : IDisposable
{
    /// <summary>The text of paused responses, which does not identify the request.</summary>
    public const string HeldText = "Held.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minimax-bulk-");

    public string Input => this["in.jsonl"];

    public string Output => this["out.jsonl"];

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a batch with the ids <c>line-0</c>, <c>line-1</c> and so on.</summary>
    public void WriteInput(int lines) => File.WriteAllLines(Input, Enumerable.Range(0, lines).Select(CreateLine));

    /// <summary>Reads the lines of the results, each of which must be complete.</summary>
    public IReadOnlyList<JsonElement> ReadOutput()
    {
        string text = File.ReadAllText(Output);
        Assert.True(text.Length == 0 || text[^1] == '\n', "The last line is truncated.");
        return [.. File.ReadLines(Output).Select(static line => JsonElement.Parse(line))];
    }

    /// <summary>Asserts that each request has exactly one result, which is the response to that request.</summary>
    public void AssertComplete(int lines)
    {
        IReadOnlyList<JsonElement> results = ReadOutput();
        Assert.Equal(lines, results.Count);
        Assert.Equal(lines, results.Select(GetCustomId).Distinct().Count());
        Assert.All(results, static result =>
        {
            string number = GetCustomId(result).Split('-')[1];
            JsonElement response = result.GetProperty("response");
            Assert.Equal(200, response.GetProperty("status_code").GetInt32());
            JsonElement message = response.GetProperty("body").GetProperty("choices")[0].GetProperty("message");
            string text = message.GetProperty("content").GetString()!;
            Assert.True(text.Contains($"\"Say {number}.\"", StringComparison.Ordinal) || text == HeldText, text);
            Assert.Equal(JsonValueKind.Null, result.GetProperty("error").ValueKind);
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string CreateLine(int number) => JsonSerializer.Serialize(new
    {
        custom_id = $"line-{number}",
        method = "POST",
        url = "/v1/chat/completions",
        body = new { model = MiniMaxModels.M2, messages = new[] { new { role = "user", content = $"Say {number}." } } },
    });

    public static string GetCustomId(JsonElement result) => result.GetProperty("custom_id").GetString()!;
}
