using System.Text.Json;
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace FirstPrograms;

/// <summary>A console chat with commands, which resumes where it ended.</summary>
public sealed class ChatTests : FirstProgram, IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private CancellationTokenSource? _answering;

    [Fact]
    public async Task Program_QuestionsAndCommands_SendTheHistory()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        emulator.Enqueue(
            Reply.Text("Oslo.", "Norway"), Reply.Text("Rome."), Reply.Text("Bern."), Reply.Text("Stockholm."));

        await ChatAsync(
            emulator,
            "The capital of Norway?", "And of Italy?", "/undo", "/effort low", "/branch", "And of Switzerland?", "/branch",
            "And of Sweden?", "/trim 1");

        Assert.Equal(
            [
                "<Norway>Oslo.", "[stop]", "Rome.", "[stop]", "3 messages", "on a branch", "Bern.", "[stop]", "back",
                "Stockholm.", "[stop]", "2 messages removed",
            ],
            Output);
        Assert.Equal(
            [
                "The capital of Norway?",
                "The capital of Norway?|Oslo.|And of Italy?",
                "The capital of Norway?|Oslo.|And of Switzerland?",
                "The capital of Norway?|Oslo.|And of Sweden?",
            ],
            emulator.Requests.Select(ReadHistory));
        Assert.Equal(
            [false, false, true, true],
            emulator.Requests.Select(static sent => sent.Json.TryGetProperty("reasoning_effort", out _)));
    }

    [Fact]
    public async Task Program_StartedAgain_ResumesTheConversation()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        emulator.Enqueue(Reply.Text("Oslo.", "Norway"), Reply.Text("Rome."));

        await ChatAsync(emulator, "The capital of Norway?", "/effort low");
        await ChatAsync(emulator, "And of Italy?");

        Assert.Equal("The capital of Norway?|Oslo.|And of Italy?", ReadHistory(emulator.Requests[1]));
        Assert.Equal("low", emulator.Requests[1].Json.GetProperty("reasoning_effort").GetString());
        JsonElement answer = emulator.Requests[1].Json.GetProperty("messages")[2];
        Assert.Equal("Norway", answer.GetProperty("reasoning_content").GetString());
    }

    [Fact]
    public async Task Program_BrokenAndCanceledAnswers_LeaveTheConversationUnchanged()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        emulator.Enqueue(
            Reply.Text("It is Oslo.").WithChunkSize(3).CutAfterEvents(3),
            Reply.Text("It is Oslo.").Stall(),
            Reply.Text("Oslo."));

        Task chat = ChatAsync(emulator, "The capital of Norway?", "Of Norway?", "Norway?");
        await emulator.WaitForRequestAsync(CancellationToken);
        await emulator.WaitForRequestAsync(CancellationToken);
        await _answering!.CancelAsync();
        await chat;

        Assert.Equal(
            [
                "It is Osl",
                "The connection to minimax was lost before the response of the stream was complete.",
                "Received before: It is Osl",
                "(canceled)",
                "Oslo.",
                "[stop]",
            ],
            Output);
        Assert.Equal("Norway?", ReadHistory(emulator.Requests[2]));
    }

    [Fact]
    public async Task Program_FileOfSomethingElse_SaysSo()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: CancellationToken);
        await File.WriteAllTextAsync(_file, """{"a":1}""", CancellationToken);

        await ChatAsync(emulator, "The capital of Norway?");

        Assert.Equal(["The text is not a conversation: version is missing."], Output);
        Assert.Empty(emulator.Requests);
    }

    public void Dispose() => File.Delete(_file);

    private static string ReadHistory(RecordedRequest sent)
    {
        JsonElement[] messages = [.. sent.Json.GetProperty("messages").EnumerateArray()];
        Assert.Equal("""{"role":"system","content":"Be terse."}""", messages[0].GetRawText());
        return string.Join('|', messages.Skip(1).Select(static message => message.GetProperty("content").GetString()));
    }

    private async Task ChatAsync(MiniMaxEmulator emulator, params string[] lines)
    {
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter(emulator.ApiKey, new() { BaseAddress = emulator.MiniMax }));
        Conversation chat;
        try
        {
            string stored = await File.ReadAllTextAsync(_file, CancellationToken);
            chat = stored.Length > 0
                ? Conversation.FromJson(stored, client)
                : new Conversation(client, MiniMaxModels.M3_1_Flash, "Be terse.");
        }
        catch (JsonException e)
        {
            Console.WriteLine(e.Message);
            return;
        }

        Conversation? main = null;
        foreach (string line in lines)
        {
            switch (line.Split(' ', 2))
            {
                case ["/effort", var effort]:
                    chat.Request = chat.Request with { ReasoningEffort = effort };
                    break;
                case ["/undo"]:
                    chat = chat.Branch(chat.Messages.ToList().FindLastIndex(static message => message is UserMessage));
                    Console.WriteLine($"{chat.Messages.Count} messages");
                    break;
                case ["/branch"]:
                    (main, chat) = main is null ? (chat, chat.Branch()) : (null, main);
                    Console.WriteLine(main is null ? "back" : "on a branch");
                    break;
                case ["/trim", var tokens]:
                    Console.WriteLine($"{chat.TrimToTokens(int.Parse(tokens)).Count} messages removed");
                    break;
                default:
                    await AnswerAsync(chat, line);
                    break;
            }
        }

        await File.WriteAllTextAsync(_file, (main ?? chat).ToJson(), CancellationToken);
    }

    private async Task AnswerAsync(Conversation chat, string question)
    {
        using CancellationTokenSource answering = _answering = new CancellationTokenSource();
        try
        {
            ChatCompletion answer = await chat.StreamAsync(question, answering.Token).ToCompletionAsync(Print, answering.Token);
            Console.WriteLine($"\n[{answer.FinishReason}]");
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("(canceled)");
        }
        catch (MiniMaxException e)
        {
            Console.WriteLine($"\n{e.Message}");
            if (e.Partial is { } partial)
                Console.WriteLine($"Received before: {partial.Text}");
        }
    }

    private void Print(ChatCompletionChunk chunk)
    {
        if (chunk.Reasoning.Length > 0)
            Console.Write($"<{chunk.Reasoning}>");
        Console.Write(chunk.Text);
    }
}
