using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Spectre.Console;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>A broker, its queue of requests, and the queue of those that were given up.</summary>
/// <remarks>
/// Both are quorum queues, so that what was confirmed outlives the broker's restart, https://www.rabbitmq.com/docs/quorum-queues.
/// </remarks>
internal sealed class Broker(string uri, string queue) : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Each channel comes with a connection of its own, and is made anew when either is gone.
    private readonly ConnectionFactory _factory = new() { Uri = new(uri), AutomaticRecoveryEnabled = false };
    private IConnection? _connection;
    private string? _lastReportedError;

    public string Queue => queue;

    /// <summary>Where a request goes that was delivered too often: each worker that had it failed, or was killed.</summary>
    public string DeadQueue => queue + ".dead";

    /// <summary>Makes the queues, unless they are there.</summary>
    /// <param name="tries">How often a request is delivered before it is given up.</param>
    /// <param name="cancellationToken">Ends the waiting for the broker.</param>
    public Task DeclareAsync(int tries, CancellationToken cancellationToken) => ExecuteAsync(
        async channel =>
        {
            var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
            await channel.QueueDeclareAsync(
                DeadQueue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: cancellationToken);
            var limited = new Dictionary<string, object?>(quorum)
            {
                ["x-delivery-limit"] = tries - 1,
                ["x-dead-letter-exchange"] = "",
                ["x-dead-letter-routing-key"] = DeadQueue,
                // A request that is given up leaves this queue only when it stands in the other one.
                ["x-dead-letter-strategy"] = "at-least-once",
                ["x-overflow"] = "reject-publish",
            };
            await channel.QueueDeclareAsync(
                Queue, durable: true, exclusive: false, autoDelete: false, limited, cancellationToken: cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Does something on a channel of its own, and again from its start whenever the connection is lost.</summary>
    public async Task<T> ExecuteAsync<T>(Func<IChannel, Task<T>> use, CancellationToken cancellationToken)
    {
        while (true)
        {
            IChannel channel = await OpenChannelAsync(cancellationToken);
            try
            {
                return await use(channel);
            }
            catch (Exception e) when (IsLost(e) || IsTooSlow(e, cancellationToken))
            {
                await DelayRetryAsync(e, cancellationToken);
            }
        }
    }

    /// <summary>Opens a channel whose messages are confirmed, on a new connection; waits for the broker to be there.</summary>
    public async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await DisposeAsync();
                _connection = await _factory.CreateConnectionAsync(cancellationToken);
                return await _connection.CreateChannelAsync(
                    new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            }
            catch (Exception e) when (IsLost(e) || IsTooSlow(e, cancellationToken))
            {
                await DelayRetryAsync(e, cancellationToken);
            }
        }
    }

    /// <summary>Whether a failure is that of a connection, or of a queue that nobody has made yet.</summary>
    public static bool IsLost(Exception e) => e switch
    {
        OperationInterruptedException { ShutdownReason.ReplyCode: Constants.PreconditionFailed } => false,
        BrokerUnreachableException => !IsAuthenticationFailure(e),
        OperationInterruptedException or AlreadyClosedException or IOException or ObjectDisposedException => true,
        PublishException { IsReturn: false } => true,
        _ => false,
    };

    /// <summary>Whether the broker did not answer in time, which its library tells by a cancellation of its own.</summary>
    private static bool IsTooSlow(Exception e, CancellationToken cancellationToken) =>
        e is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    /// <summary>Waits a little before the next try, and says why where that is news.</summary>
    private Task DelayRetryAsync(Exception e, CancellationToken cancellationToken)
    {
        if (e.Message != _lastReportedError)
            AnsiConsole.WriteLine($"The broker is asked again: {_lastReportedError = e.Message}");
        return Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
    }

    /// <summary>Whether the broker does not accept the name and the password.</summary>
    private static bool IsAuthenticationFailure(Exception? e) => e is AuthenticationFailureException or PossibleAuthenticationFailureException
        || (e is AggregateException all ? all.InnerExceptions.Any(IsAuthenticationFailure) : e is not null && IsAuthenticationFailure(e.InnerException));

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is not { } connection)
            return;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception e) when (IsLost(e))
        {
            // It was gone already.
        }
    }
}
