namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler use <c>init</c>, for which netstandard2.0 has no type.</summary>
internal static class IsExternalInit;
