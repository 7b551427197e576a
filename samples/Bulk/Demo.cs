using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>A demonstration without a file and an API key: slow responses, a rate limit and two filtered requests.</summary>
internal static class Demo
{
    private const int LineCount = 200;

    public static async Task<int> RunAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        string input = Path.Combine(folder, "in.jsonl"), output = Path.Combine(folder, "out.jsonl");
        File.WriteAllLines(input, Enumerable.Range(1, LineCount).Select(CreateLine));
        // A completed demo starts again; a killed one continues.
        if (File.Exists(output) && ResultFile.Read(output).Count() == LineCount)
            File.Delete(output);
        await using Provider provider = await Provider.ConnectAsync(null, budget: null, EnqueueReplies);
        return await LocalRun.RunAsync(input, output, concurrency: 16, OutputType.Parse(null), provider);
    }

    private static string CreateLine(int number) => JsonSerializer.Serialize(new
    {
        custom_id = $"line-{number:D3}",
        method = "POST",
        url = "/v1/chat/completions",
        body = new
        {
            // AIML API, RunAPI and MiniMax serve it.
            model = MiniMaxModels.M3,
            messages = new[] { new { role = "user", content = $"Name {number} prime numbers." } },
        },
    });

    private static void EnqueueReplies(MiniMaxEmulator emulator)
    {
        for (int i = 0; i < LineCount; i++)
        {
            if (i is >= 70 and < 76)
                emulator.Enqueue(Reply.Error(429, "Too many requests").WithRetryAfter(TimeSpan.FromSeconds(1)));
            Reply reply = i is 40 or 150
                ? Reply.InBandError(1026, "input new_sensitive")
                : Reply.Text("2, 3, 5, 7, 11, 13 and so on.", thinking: "Prime numbers in ascending order.");
            emulator.Enqueue(reply.WithDelay(TimeSpan.FromMilliseconds(60 + (i * 37 % 100))));
        }
    }
}
