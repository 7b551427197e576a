// Runs the netstandard2.0 build on .NET Framework, against the emulator of the test that starts it: calls, streams, tools,
// structured output, failures, a container.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using System.Threading;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient;
using ChatMessage = MiniMaxClient.ChatMessage;

Console.WriteLine(RuntimeInformation.FrameworkDescription);
using var client = new ChatCompletionsClient(new AimlApiAdapter(args[1], new() { BaseAddress = new Uri(args[0]) }));
var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Hi")] };

ChatCompletion answer = await client.CompleteAsync(request);
Check("call", "Hello.", answer.Text);
Check("reasoning", "A greeting.", answer.Reasoning);

ChatCompletion streamed = await client.StreamAsync(request).ToCompletionAsync();
Check("stream", "One two.", streamed.Text);
Check("reasoning of the stream", "Numbers.", streamed.Reasoning);

var options = new AIFunctionFactoryOptions { Name = "add", SerializerOptions = AppJson.Default.Options };
ToolRunResult run = await client.RunToolsAsync(request, [AIFunctionFactory.Create(Add, options)]);
Check("tool", "It is 5.", run.Text);

Person person = await client.CompleteAsync(request, AppJson.Default.Person);
Check("structured output", "Ada, 36", $"{person.Name}, {person.Age}");

ChatCompletion retried = await client.CompleteAsync(request);
Check("retry", "After a retry: 2 attempts", $"{retried.Text}: {retried.Call!.Attempts.Count} attempts");

try
{
    await client.CompleteAsync(request);
    throw new InvalidOperationException("error: nothing was thrown.");
}
catch (MiniMaxInsufficientCreditsException e)
{
    Check("error", "402", $"{e.StatusCode}");
}

try
{
    await client.StreamAsync(request).ToCompletionAsync();
    throw new InvalidOperationException("interrupted stream: nothing was thrown.");
}
catch (MiniMaxException e)
{
    Check("interrupted stream", "True", $"{e.Partial is not null}");
}

using (var cancellation = new CancellationTokenSource())
{
    try
    {
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellation.Token))
            cancellation.Cancel();
        throw new InvalidOperationException("cancellation: nothing was thrown.");
    }
    catch (OperationCanceledException)
    {
        Check("cancellation", "True", $"{cancellation.IsCancellationRequested}");
    }
}

IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Provider"] = "AimlApi",
    ["BaseAddress"] = args[0],
    ["ApiKey"] = args[1],
    ["Model"] = MiniMaxModels.M2_1,
}).Build();
var services = new ServiceCollection();
services.AddMiniMaxClient(configuration);
services.AddMiniMaxChatClient();
using (ServiceProvider container = services.BuildServiceProvider())
{
    ChatResponse response = await container.GetRequiredService<IChatClient>().GetResponseAsync("Hi");
    Check("container", "From a container.", response.Text);
}

Console.WriteLine("All as expected.");

[Description("Adds two numbers.")]
static int Add(int a, int b) => a + b;

static void Check(string name, string expected, string? actual)
{
    if (actual != expected)
        throw new InvalidOperationException($"{name}: expected '{expected}', got '{actual}'.");
    Console.WriteLine($"{name}: {actual}");
}

// .NET Framework lacks the type that init properties of an own record need.
internal sealed class Person
{
    public string Name { get; set; } = "";

    public int Age { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(int))]
internal sealed partial class AppJson : JsonSerializerContext;
