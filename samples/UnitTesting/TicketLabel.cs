using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>The queue of a ticket, and whether the ticket is urgent.</summary>
public sealed record TicketLabel(string Queue, bool IsUrgent = false);

[JsonSerializable(typeof(TicketLabel))]
internal sealed partial class TicketJson : JsonSerializerContext;
