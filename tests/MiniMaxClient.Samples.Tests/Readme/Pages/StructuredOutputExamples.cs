#region usings
using System.Text.Json.Serialization;
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;
using AIFunction = Microsoft.Extensions.AI.AIFunction;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;

namespace ReadmeCode.StructuredOutputPage;

/// <summary>The guide to structured output.</summary>
internal sealed class StructuredOutputExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Complete()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who was first?")] };
        AIFunction[] tools = [AIFunctionFactory.Create(static () => "1815", "get_year")];
        Reply ada = Reply.Text("""{"name":"Ada Lovelace","born":1815}""").WithChunkSize(12);
        emulator.Enqueue(ada, ada, ada, Reply.ToolCall("get_year", "{}"), ada);

        #region complete
        Person person = await client.CompleteAsync(request, PersonJson.Default.Person);
        await foreach (Person partial in client.StreamAsync(request, PersonJson.Default.Person))
            Console.Write($"{partial.Name} ");
        #endregion
        Assert.Equal(new("Ada Lovelace", 1815), person);
        Assert.EndsWith("Ada Lovelace ", Output.Single(), StringComparison.Ordinal);
        Console.GetStringBuilder().Clear();

        #region reflection
        var options = new StructuredOutputOptions
        {
            MaxCorrections = 1,
            OnResponse = response => Console.WriteLine(response.Cost),
        };
        Person reflected = await client.CompleteAsync<Person>(request, options, cancellationToken);
        #endregion
        Assert.Equal(person, reflected);
        Assert.EndsWith("(reported)", Output.Single(), StringComparison.Ordinal);
        Console.GetStringBuilder().Clear();

        #region tools
        ToolRunResult<Person> run = await client.RunToolsAsync(request, tools, PersonJson.Default.Person);
        Console.WriteLine(run.HasValue ? run.Value.Name : $"{run.Run.StopReason}");
        #endregion
        Assert.Equal("Ada Lovelace", Output.Single());
    }
}

#region person
internal sealed record Person(string Name = "", int Born = 0);

[JsonSerializable(typeof(Person))]
internal sealed partial class PersonJson : JsonSerializerContext;
#endregion
