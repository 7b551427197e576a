using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaValidator
{
    // Arguments are at most 64 levels deep; each level needs a few schemas: the property's, a referenced one, an alternative.
    private const int MaxDepth = 256;

    // A step is one schema, property, item or required name that is examined, or BytesPerStep bytes of text.
    private const int BaseSteps = 100_000;
    private const int StepsPerByte = 8;
    private const int BytesPerStep = 64;

    // The number of properties from which a dictionary is used: a JsonElement searches its properties linearly.
    private const int MinIndexed = 32;

    /// <summary>Counts the steps of a validation, including the validation of alternatives.</summary>
    /// <param name="bytes">The length of the value in bytes; the maximum number of steps grows with it.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    private sealed class StepBudget(int bytes, CancellationToken cancellationToken)
    {
        private readonly long _maxSteps = BaseSteps + ((long)StepsPerByte * bytes);
        private long _steps;
        private int _depth;

        /// <summary>The bound that was exceeded; null if none was.</summary>
        public string? ExhaustedReason { get; private set; }

        public bool IsExhausted => ExhaustedReason is not null;

        /// <summary>The schemas by reference; null for a reference that cannot be resolved.</summary>
        public Dictionary<string, JsonElement?> ResolvedReferences { get; } = new(StringComparer.Ordinal);

        /// <summary>Counts steps; false if the bound is exceeded.</summary>
        /// <exception cref="OperationCanceledException">The token was canceled.</exception>
        public bool TrySpendSteps(int steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _steps += steps;
            if (_steps > _maxSteps)
                ExhaustedReason ??= FormattableString.Invariant($"the schema requires more than {_maxSteps} validation steps");
            return !IsExhausted;
        }

        /// <summary>Counts the steps for reading or comparing an element.</summary>
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

    /// <summary>The properties of an object, with lookup in constant time.</summary>
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

    /// <summary>The path of a value, formatted only when a problem names it.</summary>
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
