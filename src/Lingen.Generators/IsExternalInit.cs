// Lets records compile for netstandard2.0, the framework Roslyn loads generators for.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit { }
