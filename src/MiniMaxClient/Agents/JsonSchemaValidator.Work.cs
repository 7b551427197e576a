using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaValidator
{
    // Arguments are at most 64 levels deep; each level takes a few schemas: a property's, what it refers to, one of several.
    private const int MaxDepth = 256;

    // A step is a schema, a property, an item or a required name that is looked at, or so many bytes of text.
    private const int BaseSteps = 100_000;
    private const int StepsPerByte = 8;
    private const int BytesPerStep = 64;

    // From so many properties on they are put into a dictionary: a JsonElement searches them one by one.
    private const int MinIndexed = 32;

    /// <summary>Counts the work of a check and of the checks of its alternatives.</summary>
    /// <param name="bytes">The length of the value, with which the work may grow.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    private sealed class StepBudget(int bytes, CancellationToken cancellationToken)
    {
        private readonly long _maxSteps = BaseSteps + ((long)StepsPerByte * bytes);
        private long _steps;
        private int _depth;

        /// <summary>The bound that the check exceeds; null while it exceeds none.</summary>
        public string? ExhaustedReason { get; private set; }

        public bool IsExhausted => ExhaustedReason is not null;

        /// <summary>The schemas that references point to; null for a reference to nothing.</summary>
        public Dictionary<string, JsonElement?> ResolvedReferences { get; } = new(StringComparer.Ordinal);

        /// <summary>Counts steps; false when they exceed the bound.</summary>
        /// <exception cref="OperationCanceledException">The token was canceled.</exception>
        public bool TrySpendSteps(int steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _steps += steps;
            if (_steps > _maxSteps)
                ExhaustedReason ??= FormattableString.Invariant($"the schema requires more than {_maxSteps} validation steps");
            return !IsExhausted;
        }

        /// <summary>Counts the steps that reading or comparing an element takes.</summary>
        public bool TrySpendStepsOnText(JsonElement element) => TrySpendSteps(JsonText.GetRawUtf8(element).Length / BytesPerStep);

        public bool TryEnterLevel()
        {
            if (_depth == MaxDepth)
                ExhaustedReason ??= $"the schema nests deeper than {MaxDepth} levels";
            if (IsExhausted)
                return false;
            _depth++;
            return true;
        }

        public void ExitLevel() => _depth--;
    }

    /// <summary>The properties of an object, looked up in a time that does not grow with their number.</summary>
    private readonly struct PropertyLookup
    {
        private readonly JsonElement _object;
        private readonly Dictionary<string, JsonElement>? _valuesByName;

        public PropertyLookup(JsonElement element, StepBudget stepBudget)
        {
            _object = element;
            if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() < MinIndexed
                || !stepBudget.TrySpendSteps(element.GetPropertyCount()))
                return;
            _valuesByName = new(StringComparer.Ordinal);
            foreach (JsonProperty property in element.EnumerateObject())
                _valuesByName[property.Name] = property.Value;
        }

        public bool TryGetValue(string name, out JsonElement value) =>
            _valuesByName is null ? TryGetKeyword(_object, name, out value) : _valuesByName.TryGetValue(name, out value);
    }

    /// <summary>The path of a value, made a text only where a problem names it.</summary>
    private sealed record ValuePath
    {
        private readonly ValuePath? _parent;
        private readonly string? _name;
        private readonly int _index;

        public ValuePath(ValuePath? parent, string name)
        {
            _parent = parent;
            _name = name;
        }

        public ValuePath(ValuePath parent, int index)
        {
            _parent = parent;
            _index = index;
        }

        public override string ToString() =>
            _name is null ? $"{_parent}[{_index}]" : _parent is null ? _name : $"{_parent}.{_name}";
    }
}
