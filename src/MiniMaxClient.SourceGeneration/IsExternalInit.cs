namespace System.Runtime.CompilerServices;

/// <summary>Enables <c>init</c> accessors, for which netstandard2.0 lacks this type.</summary>
internal static class IsExternalInit;
