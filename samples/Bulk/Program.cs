// Sends many requests from a file, on one machine or with RabbitMQ on many; stored results survive the kill of any process.
using MiniMaxClient.Samples.Bulk;
using MiniMaxClient.Samples.Bulk.Rabbit;
using RabbitMQ.Client.Exceptions;

const string Usage = """
    Bulk [demo [folder]]                        runs 200 requests on the emulator, or on the provider whose API key is set
    Bulk run <in.jsonl> <out.jsonl>             sends the request of each line that has no result yet
        [--concurrency n] [--budget usd] [--address url] [--type invoice]

    Bulk enqueue <in.jsonl> --rabbit amqp://…   publishes the lines to a queue [--tries n]
    Bulk work --rabbit amqp://… --out <folder>  sends the requests of the queue; can run on several machines
        [--name worker] [--concurrency n] [--budget usd] [--address url] [--type invoice]
    Bulk collect <out.jsonl> --from <folder>    merges the results of stopped workers, and of the dead-lettered requests
        [--rabbit amqp://…]

    --queue is the name of the queue. Default: minimax-bulk.
    --address is the URL of an OpenAI-compatible endpoint, with its API key in MINIMAX_API_KEY. Default: the provider whose
    API key is set, or the emulator.
    --type parses each response as that type and corrects those that do not match; the results then have the value and the
    usage of all responses. The schema is added to the requests.
    --budget requires AIML API, which reports costs, or MiniMax, whose list prices are used.
    """;
const string Rabbit = "--rabbit", Queue = "--queue", DefaultQueue = "minimax-bulk";

try
{
    switch (args)
    {
        case [] or ["demo"] or ["demo", _]:
            return await Demo.RunAsync(args.Length == 2 ? args[1] : Path.Combine(Path.GetTempPath(), "minimax-bulk"));
        case ["run", .. var rest]:
        {
            var arguments = new Arguments(rest, "--concurrency", "--budget", Provider.AddressOption, OutputType.Option);
            if (arguments.Positional is not [var input, var output])
                throw new UsageException("An input file and an output file are required.");
            int concurrency = arguments.GetNumber("--concurrency", 16);
            OutputType type = OutputType.Parse(arguments[OutputType.Option]);
            await using Provider provider =
                await Provider.ConnectAsync(arguments[Provider.AddressOption], arguments.GetMoney("--budget"));
            return await LocalRun.RunAsync(input, output, concurrency, type, provider);
        }

        case ["enqueue", .. var rest]:
        {
            var arguments = new Arguments(rest, Rabbit, Queue, "--tries");
            if (arguments.Positional is not [var input])
                throw new UsageException("An input file is required.");
            await using Broker broker = CreateBroker(arguments);
            return await Enqueue.RunAsync(input, broker, arguments.GetNumber("--tries", 10));
        }

        case ["work", .. var rest]:
        {
            var arguments = new Arguments(
                rest, Rabbit, Queue, "--out", "--name", "--concurrency", "--budget", Provider.AddressOption, OutputType.Option);
            OutputType type = OutputType.Parse(arguments[OutputType.Option]);
            string name = arguments["--name"] ?? $"{Environment.MachineName}-{Environment.ProcessId}";
            await using Broker broker = CreateBroker(arguments);
            await using Provider provider =
                await Provider.ConnectAsync(arguments[Provider.AddressOption], arguments.GetMoney("--budget"));
            using var worker = new Worker(
                broker, provider, arguments.GetNumber("--concurrency", 16), type, new(arguments.GetRequired("--out"), name));
            return await worker.RunAsync();
        }

        case ["collect", .. var rest]:
        {
            var arguments = new Arguments(rest, Rabbit, Queue, "--from");
            if (arguments.Positional is not [var output])
                throw new UsageException("An output file is required.");
            await using Broker? broker = arguments[Rabbit] is null ? null : CreateBroker(arguments);
            return await Collect.RunAsync(output, arguments.GetRequired("--from"), broker);
        }

        default:
            throw new UsageException($"Unknown command: {args[0]}.");
    }
}
catch (UsageException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Usage}");
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 1;
}
catch (RabbitMQClientException e)
{
    Console.Error.WriteLine($"The broker rejected the request: {e.GetBaseException().Message}");
    return 1;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static Broker CreateBroker(Arguments arguments)
{
    string uri = arguments.GetRequired(Rabbit);
    try
    {
        return new(uri, arguments[Queue] ?? DefaultQueue);
    }
    catch (Exception e) when (e is ArgumentException or UriFormatException)
    {
        // The value is not quoted, because it can contain a password.
        throw new UsageException($"{Rabbit} must be an address such as amqp://user:password@host.");
    }
}
