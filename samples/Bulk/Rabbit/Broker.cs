using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Spectre.Console;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Represents a broker with the queue of requests and the dead-letter queue.</summary>
/// <remarks>
/// Both are quorum queues, so that confirmed messages survive a restart of the broker; see
/// https://www.rabbitmq.com/docs/quorum-queues.
/// </remarks>
internal sealed class Broker(string uri, string queue) : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Each channel has its own connection; both are replaced if either is lost.
    private readonly ConnectionFactory _factory = new() { Uri = new(uri), AutomaticRecoveryEnabled = false };
    private IConnection? _connection;
    private string? _lastReportedError;

    public string Queue => queue;

    /// <summary>Gets the dead-letter queue, for requests that have exceeded the delivery limit.</summary>
    public string DeadQueue => queue + ".dead";

    /// <summary>Creates the queues if they do not exist.</summary>
    /// <param name="tries">The number of deliveries before a request is dead-lettered.</param>
    /// <param name="cancellationToken">The token to cancel the wait for the broker.</param>
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
                // A dead-lettered request is removed from this queue only when the other queue has confirmed it.
                ["x-dead-letter-strategy"] = "at-least-once",
                ["x-overflow"] = "reject-publish",
            };
            await channel.QueueDeclareAsync(
                Queue, durable: true, exclusive: false, autoDelete: false, limited, cancellationToken: cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Executes an operation on a new channel, and retries it from the start if the connection is lost.</summary>
    public async Task<T> ExecuteAsync<T>(Func<IChannel, Task<T>> operation, CancellationToken cancellationToken)
    {
        while (true)
        {
            IChannel channel = await OpenChannelAsync(cancellationToken);
            try
            {
                return await operation(channel);
            }
            catch (Exception e) when (IsLost(e) || IsTimeout(e, cancellationToken))
            {
                await DelayRetryAsync(e, cancellationToken);
            }
        }
    }

    /// <summary>Returns the state of the queue; null if the connection is lost or the queue does not exist yet.</summary>
    /// <remarks>Uses the connection of the running operation, and a channel of its own, which an error closes.</remarks>
    public async Task<QueueState?> TryGetQueueStateAsync(CancellationToken cancellationToken)
    {
        if (_connection is not { IsOpen: true } connection)
            return null;
        try
        {
            await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            QueueDeclareOk queueState = await channel.QueueDeclarePassiveAsync(Queue, cancellationToken);
            return new(queueState.MessageCount, queueState.ConsumerCount);
        }
        catch (Exception e) when (IsLost(e) || IsTimeout(e, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>Opens a channel with publisher confirms on a new connection, and waits until the broker is available.</summary>
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
            catch (Exception e) when (IsLost(e) || IsTimeout(e, cancellationToken))
            {
                await DelayRetryAsync(e, cancellationToken);
            }
        }
    }

    /// <summary>Determines whether an exception means that the connection is lost or the queue does not exist yet.</summary>
    public static bool IsLost(Exception e) => e switch
    {
        OperationInterruptedException { ShutdownReason.ReplyCode: Constants.PreconditionFailed } => false,
        BrokerUnreachableException => !IsAuthenticationFailure(e),
        OperationInterruptedException or AlreadyClosedException or IOException or ObjectDisposedException => true,
        PublishException { IsReturn: false } => true,
        _ => false,
    };

    /// <summary>Determines whether the client library canceled an operation because the broker timed out.</summary>
    private static bool IsTimeout(Exception e, CancellationToken cancellationToken) =>
        e is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    /// <summary>Waits before a retry, and reports the error unless it is the last reported one.</summary>
    private Task DelayRetryAsync(Exception e, CancellationToken cancellationToken)
    {
        if (e.Message != _lastReportedError)
            AnsiConsole.WriteLine($"Retrying the connection to the broker: {_lastReportedError = e.Message}");
        return Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
    }

    /// <summary>Determines whether the broker rejected the user name and password.</summary>
    private static bool IsAuthenticationFailure(Exception? e) => e switch
    {
        null => false,
        AuthenticationFailureException or PossibleAuthenticationFailureException => true,
        AggregateException aggregate => aggregate.InnerExceptions.Any(IsAuthenticationFailure),
        _ => IsAuthenticationFailure(e.InnerException),
    };

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
            // The connection was already lost.
        }
    }
}
