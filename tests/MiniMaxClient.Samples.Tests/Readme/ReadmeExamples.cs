#region usings
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient;
using MiniMaxClient.Testing;
using ChatMessage = MiniMaxClient.ChatMessage;     // Microsoft.Extensions.AI has types of the same names
using ReasoningEffort = MiniMaxClient.ReasoningEffort;
#endregion
using Microsoft.Extensions.Hosting;

namespace ReadmeCode.Readme;

/// <summary>The README: the ladder is one program.</summary>
internal sealed class ReadmeExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Ladder()
    {
        string key = apiKey;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Provider"] = "AimlApi";
        builder.Configuration["MiniMax:ApiKey"] = key;
        builder.Configuration["MiniMax:BaseAddress"] = emulator.AimlApi.ToString();
        emulator.Enqueue(
            Reply.Text("Hi there.", thinking: "A greeting."),
            Reply.Text("Hello.").WithUsage(3, 4),
            Reply.Text("A cat."),
            Reply.Text("Streamed 1."),
            Reply.Text("Streamed 2."),
            Reply.Text("Streamed 3.", thinking: "Hm. ").WithUsage(3, 4),
            Reply.Text("Streamed 4 and more.", thinking: "Hm.").WithChunkSize(9).CutAfterEvents(2),
            Reply.Text("Then this."),
            Reply.ToolCall("get_weather", """{"city":"Oslo"}"""),
            Reply.Text("It snows."),
            Reply.Text("""{"name":"Ada Lovelace","born":1815}"""),
            Reply.Error(402, "No credits"),
            Reply.Text("From the second provider."),
            Reply.Text("Hello, Ada."),
            Reply.Text("Dear Ada,"),
            Reply.Text("An IChatClient."));

        #region one-call
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        Console.WriteLine(answer.Text);         // the visible text
        Console.WriteLine(answer.Reasoning);    // the reasoning
        #endregion
        Assert.Equal(["Hi there.", "A greeting."], Output);
        Assert.Equal("minimax/minimax-m3.1-flash", emulator.Requests[0].Json.GetProperty("model").GetString());
        Console.GetStringBuilder().Clear();

        #region request
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,   // canonical id; the adapter sends the provider's own id
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
            MaxTokens = 16_384,                 // the reasoning counts too
        };
        answer = await client.CompleteAsync(request, cancellationToken);
        Console.WriteLine($"{answer.Usage?.TotalTokens} tokens, request {answer.Call?.RequestId}");
        #endregion
        Assert.Equal(["7 tokens, request 00000000-0000-4000-8000-000000000002"], Output);
        Console.GetStringBuilder().Clear();

        #region effort
        ChatCompletionRequest brief = request with { ReasoningEffort = ReasoningEffort.Low };     // or the string "low"
        #endregion

        #region parts
        ChatCompletionRequest picture = request with
        {
            Messages = [ChatMessage.User(["What is this?", ContentPart.FromImage(new Uri("https://example.com/cat.png"))])],
            Temperature = 0.7,
            Options = new() { Timeout = TimeSpan.FromMinutes(1), ClientRequestId = "cat-1" },
        };
        picture = picture.WithProperty("a_new_field", "value");     // a field without a property of its own
        #endregion
        Assert.Equal("A cat.", (await client.CompleteAsync(picture, cancellationToken)).Text);
        Assert.Equal("value", emulator.Requests[2].Json.GetProperty("a_new_field").GetString());
        Assert.Equal("cat-1", emulator.Requests[2].Headers["X-Client-Request-Id"]);
        // What the README says about equality.
        Assert.Equal(ChatMessage.User("Hi"), ChatMessage.User("Hi"));
        Assert.NotEqual(request, request with { Messages = [.. request.Messages] });
        Assert.Equal(request, request with { });

        #region streaming
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
            Console.Write(chunk.Text);
        ChatCompletion whole = await client.StreamAsync(request).ToCompletionAsync(chunk => Console.Write(chunk.Text));
        #endregion
        Assert.Equal("Streamed 2.", whole.Text);
        Assert.Equal(["Streamed 1.Streamed 2."], Output);
        Console.GetStringBuilder().Clear();

        List<ChatMessage> replayed = [];
        async Task StreamAndKeepAsync()
        {
            #region keep
            List<ChatMessage> conversation = [ChatMessage.System("Be terse."), "Hi"];     // a string is a user message
            try
            {
                whole = await client.StreamAsync(conversation, MiniMaxModels.M3_1_Flash, cancellationToken).ToCompletionAsync(chunk =>
                {
                    Console.Write(chunk.Reasoning);
                    Console.Write(chunk.Text);
                });
                conversation.AddRange([whole.Message, "And then?"]);    // the next request replays the response
                string end = whole.FinishReason?.Value switch
                {
                    "stop" => "complete",
                    "length" => "cut off by the token limit",
                    "tool_calls" => "tool calls",
                    var other => other ?? "no finish reason",
                };
                Console.WriteLine($" ({end}, {whole.Usage?.TotalTokens} tokens)");
            }
            catch (MiniMaxException e) when (e.Partial is { } partial)
            {
                Console.WriteLine($"{e.Message} Received before: {partial.Reasoning} {partial.Text}");
            }
            #endregion
            replayed = conversation;
        }

        await StreamAndKeepAsync();
        Assert.Equal(["Hm. Streamed 3. (complete, 7 tokens)"], Output);
        Assert.Equal(["Be terse.", "Hi", "Streamed 3.", "And then?"], replayed.Select(static message => message.Text));
        Console.GetStringBuilder().Clear();
        await StreamAndKeepAsync();
        Assert.EndsWith(" Received before: Hm. Streamed ", Assert.Single(Output), StringComparison.Ordinal);

        #region history
        request = request with { Messages = [.. request.Messages, answer.Message, ChatMessage.User("And then?")] };
        answer = await client.CompleteAsync(request, cancellationToken);
        #endregion
        Assert.Equal("Then this.", answer.Text);
        Assert.Equal("Hello.", emulator.Requests[7].Json.GetProperty("messages")[2].GetProperty("content").GetString());

        IReadOnlyList<ChatMessage> history = request.Messages;
        #region storing
        string stored = JsonSerializer.Serialize(history, AppJson.Default.IReadOnlyListChatMessage);
        history = JsonSerializer.Deserialize(stored, AppJson.Default.IReadOnlyListChatMessage)!;
        #endregion
        Assert.Equal(request.Messages, history);

        Console.GetStringBuilder().Clear();
        #region printing
        foreach (ChatMessage message in history)
            Console.WriteLine($"{message.Role}: {message.Text}");       // without the reasoning
        #endregion
        Assert.Equal(["system: Be terse.", "user: Hi", "assistant: Hello.", "user: And then?"], Output);

        #region tools
        ChatCompletion done = await client.RunToolsAsync(request, [AIFunctionFactory.Create(GetWeather, "get_weather")]);
        Console.WriteLine(done.Text);
        #endregion
        Assert.Equal("It snows.", done.Text);
        Assert.Contains("snow, -3", emulator.Requests[9].Text, StringComparison.Ordinal);

        #region structured-output
        Person person = await client.CompleteAsync(request, AppJson.Default.Person);
        #endregion
        Assert.Equal(new("Ada Lovelace", 1815), person);

        using var aiml = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        using var modelsLab = new ChatCompletionsClient(new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab }));
        #region failover
        IChatCompletionsClient resilient = new FailoverChatCompletionsClient(aiml, runApi, modelsLab);
        #endregion
        Assert.Equal("runapi", (await resilient.CompleteAsync("Hello", MiniMaxModels.M2)).Call?.Provider);

        #region dependency-injection
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        builder.Services.AddMiniMaxClient("cheap", o => o.UseRunApi(key, emulator.RunApi.ToString()));
        builder.Services.AddSingleton<Greeter>();
        #endregion
        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        Assert.Equal("Dear Ada,", await host.Services.GetRequiredService<Greeter>().GreetAsync("Ada"));
        Assert.Equal(["RunApi", "AimlApi"], emulator.Requests.TakeLast(2).Select(static sent => sent.Provider));
        await host.StopAsync(cancellationToken);

        #region chat-client
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash);
        ChatResponse response = await chat.GetResponseAsync("Hello");
        #endregion
        Assert.Equal("An IChatClient.", response.Text);

        await client.CompleteAsync(brief, cancellationToken);
        Assert.Equal("low", emulator.Requests[^1].Json.GetProperty("reasoning_effort").GetString());
    }

    public static async Task Emulator()
    {
        #region emulator
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi!"));

        using var client = new ChatCompletionsClient(new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        Assert.Equal("Hi!", answer.Text);
        Assert.Equal(2, answer.Call!.Attempts.Count);       // the first one failed and was retried
        #endregion
    }

    #region weather
    [Description("Returns the weather of a city.")]
    private static string GetWeather([Description("The city")] string city) => city == "Oslo" ? "snow, -3 °C" : "sun, 24 °C";
    #endregion
}

#region greeter
public sealed class Greeter(IChatCompletionsClient client, [FromKeyedServices("cheap")] IChatCompletionsClient cheap)
{
    public async Task<string> GreetAsync(string name)
    {
        ChatCompletion draft = await cheap.CompleteAsync($"Greet {name}.", MiniMaxModels.M3);
        return (await client.CompleteAsync($"Polish: {draft.Text}", MiniMaxModels.M3_1_Flash)).Text;
    }
}
#endregion

#region person
internal sealed record Person(string Name = "", int Born = 0);

[JsonSerializable(typeof(IReadOnlyList<ChatMessage>))]
[JsonSerializable(typeof(Person))]
internal sealed partial class AppJson : JsonSerializerContext;
#endregion
