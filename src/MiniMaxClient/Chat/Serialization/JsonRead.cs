using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Reads the value that the reader stands on and leaves the reader on its last token.</summary>
/// <returns>Null, with the reader where it was, when the value is not of the kind that is read.</returns>
internal delegate T? JsonRead<T>(ref Utf8JsonReader json);
