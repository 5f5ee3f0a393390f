// Functions of C's math library that .NET lacks.
using System.Runtime.InteropServices;

namespace Lingen.Bifs;

/// <summary>Bindings to the C math library.</summary>
internal static partial class LibM
{
    [LibraryImport("libm.so.6", EntryPoint = "erf")]
    public static partial double Erf(double x);

    [LibraryImport("libm.so.6", EntryPoint = "erfc")]
    public static partial double Erfc(double x);
}
