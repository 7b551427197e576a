using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>One request as it came over a channel, at whose end the broker gives it to another worker.</summary>
internal sealed class Delivery(IChannel channel, BasicDeliverEventArgs message)
{
    private readonly ulong _tag = message.DeliveryTag;

    /// <summary>The request; its bytes are the library's no longer than the event.</summary>
    public BatchItem Item { get; } = BatchItem.Parse(message.Body.ToArray());

    /// <summary>Whether it is this worker's still.</summary>
    public bool IsOurs => channel.IsOpen;

    /// <summary>Says that the result is stored.</summary>
    public Task AckAsync() => SayAsync(() => channel.BasicAckAsync(_tag, multiple: false));

    /// <summary>Gives it back, to be delivered again or, after so many times, given up.</summary>
    public Task ReturnAsync() => SayAsync(() => channel.BasicNackAsync(_tag, multiple: false, requeue: true));

    // Where the channel has ended, the request is delivered again, and answered then.
    private static async Task SayAsync(Func<ValueTask> say)
    {
        try
        {
            await say();
        }
        catch (Exception e) when (e is AlreadyClosedException || Broker.IsLost(e))
        {
            // Told above.
        }
    }
}
