// Sends one call with one client, to measure the time from the start of the process to the first response. The arguments are
// the name of the client and the address of the server.
using MiniMaxClient.Benchmarks.ColdStart.Clients;

var server = new Uri(args[1]);
int characters = args[0] switch
{
#if OUR
    "ours" => await OurCall.CallAsync(server),
#endif
#if RECORDS
    "floor1" => await RecordsCall.CallAsync(server),
#endif
#if OPENAI
    "openai" => await OpenAICall.CallAsync(server),
#endif
#if ANTHROPIC
    "anthropic" => await AnthropicCall.CallAsync(server),
#endif
    _ => throw new ArgumentException($"{args[0]} is not in this program."),
};
Console.WriteLine(characters);
