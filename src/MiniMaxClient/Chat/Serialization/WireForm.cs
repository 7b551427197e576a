using System.Text.Json;

namespace MiniMaxClient;

/// <summary>How one type is read from and written to JSON.</summary>
internal sealed record WireForm<T>(JsonRead<T> Read, Action<Utf8JsonWriter, T> Write);
