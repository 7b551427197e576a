#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;

// Part of the signature of every init accessor: assemblies that are compiled against the netstandard2.0 build resolve it here.
[assembly: TypeForwardedTo(typeof(IsExternalInit))]
#else
// Not from PolySharp: its output differs between builds, and the package must be reproducible.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;

    [AttributeUsage(AttributeTargets.All, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute;

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
    internal sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
    {
        public Type BuilderType { get; } = builderType;

        public string MethodName { get; } = methodName;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
    {
        public string ParameterName { get; } = parameterName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum | AttributeTargets.Property, Inherited = false)]
    internal sealed class ExperimentalAttribute(string diagnosticId) : Attribute
    {
        public string DiagnosticId { get; } = diagnosticId;
    }

    [AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter, AllowMultiple = true)]
    internal sealed class NotNullIfNotNullAttribute(string parameterName) : Attribute
    {
        public string ParameterName { get; } = parameterName;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Method, Inherited = false)]
    internal sealed class RequiresUnreferencedCodeAttribute(string message) : Attribute
    {
        public string Message { get; } = message;
    }

    [AttributeUsage(AttributeTargets.All, Inherited = false, AllowMultiple = true)]
    internal sealed class UnconditionalSuppressMessageAttribute(string category, string checkId) : Attribute
    {
        public string Category { get; } = category;

        public string CheckId { get; } = checkId;

        public string? Justification { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method, Inherited = false)]
    internal sealed class RequiresDynamicCodeAttribute(string message) : Attribute
    {
        public string Message { get; } = message;
    }
}

namespace MiniMaxClient
{
    internal static class Polyfills
    {
        extension(ArgumentNullException)
        {
            public static void ThrowIfNull(
                [NotNull] object? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
            {
                if (argument is null)
                    throw new ArgumentNullException(paramName);
            }
        }

        extension(ArgumentException)
        {
            public static void ThrowIfNullOrWhiteSpace(
                [NotNull] string? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
            {
                ArgumentNullException.ThrowIfNull(argument, paramName);
                if (string.IsNullOrWhiteSpace(argument))
                    throw new ArgumentException("The value cannot be empty or white space.", paramName);
            }
        }

        public static ValueTask<int> ReadAsync(
            this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array))
                throw new NotSupportedException("The memory is not backed by an array.");
            return new(stream.ReadAsync(array.Array!, array.Offset, array.Count, cancellationToken));
        }

        extension(File)
        {
            public static async Task<byte[]> ReadAllBytesAsync(string path, CancellationToken cancellationToken)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, useAsync: true);
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes, 81_920, cancellationToken).ConfigureAwait(false);
                return bytes.ToArray();
            }
        }

        public static Task WriteAsync(this Stream stream, ArraySegment<byte> bytes, CancellationToken cancellationToken) =>
            stream.WriteAsync(bytes.Array!, bytes.Offset, bytes.Count, cancellationToken);

        public static bool Contains(this string text, string value, StringComparison comparison) =>
            text.IndexOf(value, comparison) >= 0;

        public static string GetString(this Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.GetString(bytes.ToArray());

        public static ReadOnlySpan<byte> Trim(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> trimmed) =>
            span.TrimStart(trimmed).TrimEnd(trimmed);

        public static ReadOnlySpan<byte> TrimStart(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> trimmed)
        {
            while (!span.IsEmpty && trimmed.IndexOf(span[0]) >= 0)
                span = span.Slice(1);
            return span;
        }

        public static ReadOnlySpan<byte> TrimEnd(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> trimmed)
        {
            while (!span.IsEmpty && trimmed.IndexOf(span[span.Length - 1]) >= 0)
                span = span.Slice(0, span.Length - 1);
            return span;
        }

        public static bool TryAdd<TKey, TValue>(this Dictionary<TKey, TValue> dictionary, TKey key, TValue value)
            where TKey : notnull
        {
            if (dictionary.ContainsKey(key))
                return false;
            dictionary.Add(key, value);
            return true;
        }

        extension(ObjectDisposedException)
        {
            public static void ThrowIf(bool condition, object instance)
            {
                if (condition)
                    throw new ObjectDisposedException(instance.GetType().FullName);
            }
        }
    }
}
#endif

#if !NET9_0_OR_GREATER
namespace System.Runtime.CompilerServices
{
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
    internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
    {
        public int Priority { get; } = priority;
    }
}
#endif
