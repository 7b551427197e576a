using System.Text.Json;
using MiniMaxClient.Testing;

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

    /// <summary>
    /// Responds with the invoice that has the number of the line; line-0 must be corrected once, and line-1 is none.
    /// </summary>
    public static Reply RespondWithInvoice(RecordedRequest request)
    {
        string number = request.Text.Split("Say ")[1].Split('.')[0];
        bool isCorrection = request.Text.Contains("The response does not match", StringComparison.Ordinal);
        return number == "1" || (number == "0" && !isCorrection)
            ? Reply.Text("This is a recipe.").WithUsage(10, 5)
            : Reply.Text($$"""{"number":"{{number}}","due":"2026-12-24","total":{{number}},"currency":"EUR"}""").WithUsage(10, 5);
    }

    /// <summary>Asserts that each line has the value and the usage of <see cref="RespondWithInvoice"/>, or its error.</summary>
    public void AssertInvoices(int lines)
    {
        IReadOnlyList<JsonElement> results = ReadOutput();
        Assert.Equal(lines, results.Select(GetCustomId).Distinct().Count());
        Assert.Equal(lines, results.Count);
        Assert.All(results, static result =>
        {
            int number = int.Parse(GetCustomId(result).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
            int responseCount = number switch { 0 => 2, 1 => 3, _ => 1 };
            Assert.Equal(10 * responseCount, result.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
            Assert.Equal(200, result.GetProperty("response").GetProperty("status_code").GetInt32());
            JsonElement value = result.GetProperty("value");
            if (number == 1)
            {
                Assert.Equal(JsonValueKind.Null, value.ValueKind);
                JsonElement error = result.GetProperty("error");
                Assert.Equal("MiniMaxInvalidResponseException", error.GetProperty("code").GetString());
                Assert.Contains(
                    "does not match Invoice after 2 corrections", error.GetProperty("message").GetString(), StringComparison.Ordinal);
                return;
            }

            Assert.Equal(JsonValueKind.Null, result.GetProperty("error").ValueKind);
            Assert.Equal(
                ($"{number}", "2026-12-24", number),
                (value.GetProperty("number").GetString(), value.GetProperty("due").GetString(), value.GetProperty("total").GetInt32()));
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
