namespace MiniMaxClient.Testing;
internal static class Placeholder;
