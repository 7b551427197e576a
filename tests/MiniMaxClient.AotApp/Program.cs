// Compiled ahead of time, against the emulator of the test that starts it: a call, a stream, tools, structured output, a container.
using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniMaxClient;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;
using AIFunctionFactoryOptions = Microsoft.Extensions.AI.AIFunctionFactoryOptions;

using var client = new ChatCompletionsClient(new AimlApiAdapter(args[1], new() { BaseAddress = new(args[0]) }));
var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Hi")] };

ChatCompletion answer = await client.CompleteAsync(request);
Check("call", "Hello.", answer.Text);
Check("thinking", "A greeting.", answer.Reasoning);

ChatCompletion streamed = await client.StreamAsync(request).ToCompletionAsync();
Check("stream", "One two.", streamed.Text);

var options = new AIFunctionFactoryOptions { Name = "add", SerializerOptions = AppJson.Default.Options };
ToolRunResult run = await client.RunToolsAsync(request, [AIFunctionFactory.Create(Add, options)]);
Check("tool", "5", run.Steps[0].Calls[0].Message.Content.ToString());
Check("tools", "It is 5.", run.Text);

Person person = await client.CompleteAsync(request, AppJson.Default.Person);
Check("typed answer", "Ada, 36", $"{person.Name}, {person.Age}");

await foreach (BulkResult<Person> result in client.CompleteManyAsync([request], AppJson.Default.Person))
    Check("bulk", "Ada, 36", $"{result.Value.Name}, {result.Value.Age}");

try
{
    await client.CompleteAsync(request);
    throw new InvalidOperationException("The error did not come.");
}
catch (MiniMaxInsufficientCreditsException e)
{
    Check("error", "402", $"{e.StatusCode}");
}

IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Provider"] = "AimlApi",
    ["BaseAddress"] = args[0],
    ["ApiKey"] = args[1],
    ["Model"] = MiniMaxModels.M2_1,
    ["SpendLimit:Limit"] = "5",
    ["SpendLimit:Window"] = "1.00:00:00",
    ["Prices:AddMiniMaxListPrices"] = "true",
    ["RateLimits:Preset"] = "ForMiniMax",
}).Build();
var services = new ServiceCollection();
services.AddMiniMaxClient(configuration);
services.AddHealthChecks().AddMiniMax();
await using (ServiceProvider container = services.BuildServiceProvider())
{
    HealthReport health = await container.GetRequiredService<HealthCheckService>().CheckHealthAsync();
    Check("health", "Healthy", $"{health.Status}");
}

Console.WriteLine("All as expected.");

[Description("Adds two numbers.")]
static int Add(int a, int b) => a + b;

static void Check(string what, string expected, string actual)
{
    if (actual != expected)
        throw new InvalidOperationException($"{what}: expected '{expected}', got '{actual}'.");
    Console.WriteLine($"{what}: {actual}");
}

internal sealed record Person(string Name, int Age);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(int))]
internal sealed partial class AppJson : JsonSerializerContext;
