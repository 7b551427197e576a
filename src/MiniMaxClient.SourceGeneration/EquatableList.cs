using System.Collections;

namespace MiniMaxClient.SourceGeneration;

/// <summary>Represents a list with value equality, which the caching of generator steps requires.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class EquatableList<T>(IEnumerable<T> items) : IEnumerable<T>, IEquatable<EquatableList<T>>
{
    private readonly T[] _items = [.. items];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public bool Equals(EquatableList<T>? other) => other is not null && _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    public override int GetHashCode() => _items.Aggregate(17, static (hash, item) => (hash * 31) + (item?.GetHashCode() ?? 0));
}
