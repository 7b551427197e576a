using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>Where a ticket goes, and whether it can wait.</summary>
public sealed record TicketLabel(string Queue, bool IsUrgent = false);

[JsonSerializable(typeof(TicketLabel))]
internal sealed partial class TicketJson : JsonSerializerContext;
