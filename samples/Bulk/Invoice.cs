using System.ComponentModel;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>The example of a type for <c>--type invoice</c>; add your own to <see cref="OutputType"/>.</summary>
internal sealed record Invoice(
    string Number,
    [property: Description("the day by which it must be paid")] DateOnly Due,
    decimal Total,
    [property: Description("the three letters of ISO 4217")] string Currency,
    string? Note = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class InvoiceJson : JsonSerializerContext;
