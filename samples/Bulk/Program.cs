// Many requests from a file, on this machine or on many over RabbitMQ; results as lines that survive whatever is killed.
using MiniMaxClient.Samples.Bulk;
using MiniMaxClient.Samples.Bulk.Rabbit;
using RabbitMQ.Client.Exceptions;

const string Usage = """
    Bulk [demo [folder]]                        two hundred lines on the emulator, or on the provider whose key is there
    Bulk run <in.jsonl> <out.jsonl>             asks for each line that has no result yet
        [--concurrency n] [--budget usd] [--address url]

    Bulk enqueue <in.jsonl> --rabbit amqp://…   puts the lines into a queue [--tries n]
    Bulk work --rabbit amqp://… --out <folder>  asks for what is in the queue, on as many machines as there are
        [--name worker] [--concurrency n] [--budget usd] [--address url]
    Bulk collect <out.jsonl> --from <folder>    makes one file of the workers' results, when they
        [--rabbit amqp://…]                     have ended, and of the requests that were given up

    The queue is minimax-bulk, or that of --queue. --address is a host in the OpenAI style, its key in MINIMAX_API_KEY.
    Without it and without a provider's key in the environment the emulator answers.
    --budget needs a provider that reports what a call costs: AIML API.
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
            var arguments = new Arguments(rest, "--concurrency", "--budget", Provider.AddressOption);
            if (arguments.Words is not [var input, var output])
                throw new UsageException("A file of requests and one for the results are needed.");
            int concurrency = arguments.Number("--concurrency", 16);
            await using Provider provider =
                await Provider.ConnectAsync(arguments[Provider.AddressOption], arguments.Money("--budget"));
            return await LocalRun.RunAsync(input, output, concurrency, provider);
        }

        case ["enqueue", .. var rest]:
        {
            var arguments = new Arguments(rest, Rabbit, Queue, "--tries");
            if (arguments.Words is not [var input])
                throw new UsageException("A file of requests is needed.");
            await using Broker broker = BrokerOf(arguments);
            return await Enqueue.RunAsync(input, broker, arguments.Number("--tries", 10));
        }

        case ["work", .. var rest]:
        {
            var arguments = new Arguments(
                rest, Rabbit, Queue, "--out", "--name", "--concurrency", "--budget", Provider.AddressOption);
            string name = arguments["--name"] ?? $"{Environment.MachineName}-{Environment.ProcessId}";
            await using Broker broker = BrokerOf(arguments);
            await using Provider provider =
                await Provider.ConnectAsync(arguments[Provider.AddressOption], arguments.Money("--budget"));
            using var worker = new Worker(
                broker, provider, arguments.Number("--concurrency", 16), new(arguments.Required("--out"), name));
            return await worker.RunAsync();
        }

        case ["collect", .. var rest]:
        {
            var arguments = new Arguments(rest, Rabbit, Queue, "--from");
            if (arguments.Words is not [var output])
                throw new UsageException("A file for the results is needed.");
            await using Broker? broker = arguments[Rabbit] is null ? null : BrokerOf(arguments);
            return await Collect.RunAsync(output, arguments.Required("--from"), broker);
        }

        default:
            throw new UsageException($"{args[0]} is no command.");
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
    Console.Error.WriteLine($"The broker refuses: {e.GetBaseException().Message}");
    return 1;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static Broker BrokerOf(Arguments arguments)
{
    string uri = arguments.Required(Rabbit);
    try
    {
        return new(uri, arguments[Queue] ?? DefaultQueue);
    }
    catch (Exception e) when (e is ArgumentException or UriFormatException)
    {
        // Not quoted: a password may stand in it.
        throw new UsageException($"{Rabbit} is no address such as amqp://user:password@host.");
    }
}
